// Marks on a page of an original: draw, move, resize and remove them by mouse, touch and keyboard. The list of marks that
// the server sends is the truth; every change is posted and the list comes back. Without this script the forms do the same.
const sheet = document.getElementById("sheet");
const list = document.getElementById("marks");
const form = document.getElementById("mark-form");
const said = document.getElementById("redact-said");
const done = document.getElementById("redact-done");
const SIDES = ["left", "top", "width", "height"];
const LEAST = 0.4; // percent of the page
const STEP = 0.5;

let queue = Promise.resolve();
let draft = null;
const moved = new Map(); // marks whose new place is not saved yet
const sent = new Map(); // places on their way to the server

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const version = () => document.getElementById("marks-list").dataset.version;
const control = (name) => form.elements.namedItem(name);

function place(element, box) {
  for (const side of SIDES) element.style[side] = `${box[side]}%`;
}

function boxOf(row) {
  return Object.fromEntries(SIDES.map((side) => [side, Number(row.dataset[side])]));
}

function spelt(box) {
  return Object.fromEntries(SIDES.map((side) => [side, box[side].toFixed(4)]));
}

function fitted(box) {
  const width = clamp(box.width, LEAST, 100);
  const height = clamp(box.height, LEAST, 100);
  return { left: clamp(box.left, 0, 100 - width), top: clamp(box.top, 0, 100 - height), width, height };
}

// --- what the server knows ----------------------------------------------------------------------------------------

function post(url, values, word) {
  queue = queue.then(() => send(url, values, word));
  return queue;
}

async function send(url, values, word) {
  const data = new URLSearchParams(values);
  data.set("csrfmiddlewaretoken", control("csrfmiddlewaretoken").value);
  data.set("version", version());
  data.set("page", sheet.dataset.page);
  try {
    const answer = await fetch(url, { method: "POST", body: data, headers: { "X-Requested-With": "redact" } });
    const text = await answer.text();
    if (!text.includes('id="marks-list"')) throw new Error(String(answer.status));
    show(text);
    if (!answer.ok) return false;
    done.textContent = word;
    return true;
  } catch {
    said.textContent = sheet.dataset.failed;
    return false;
  }
}

function show(html) {
  const at = document.activeElement;
  const focused = at && at.dataset ? at.dataset.of : undefined;
  list.innerHTML = html;
  said.textContent = document.getElementById("marks-list").dataset.error || "";
  for (const field of document.querySelectorAll("input[name=version]")) field.value = version();
  overlay();
  if (focused) focusMark(focused);
}

function focusMark(id) {
  const wanted = sheet.querySelector(`.mark[data-of="${id}"]`);
  (wanted || sheet.querySelector(".mark") || document.getElementById("add-mark")).focus({ preventScroll: true });
}

function rows() {
  return [...list.querySelectorAll("[data-mark]")];
}

function overlay() {
  for (const old of sheet.querySelectorAll(".mark")) old.remove();
  for (const row of rows()) sheet.append(markOf(row));
}

function markOf(row) {
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "mark";
  mark.dataset.of = row.dataset.mark;
  mark.setAttribute("aria-label", row.dataset.label);
  mark.setAttribute("aria-describedby", "redact-help");
  const number = document.createElement("b");
  number.textContent = row.dataset.number;
  const corner = document.createElement("i");
  mark.append(number, corner);
  mark.box = moved.get(row.dataset.mark) || boxOf(row);
  place(mark, mark.box);
  if (!sheet.dataset.locked) {
    mark.addEventListener("keydown", (event) => pressed(event, mark));
    mark.addEventListener("pointerdown", (event) => grabbed(event, mark, event.target === corner));
    mark.addEventListener("blur", () => save(mark.dataset.of));
  }
  return mark;
}

// --- changing a mark ----------------------------------------------------------------------------------------------

let waiting = 0;

function change(mark, box) {
  mark.box = fitted(box);
  place(mark, mark.box);
  moved.set(mark.dataset.of, mark.box);
}

function save(id) {
  const box = moved.get(id);
  const row = rows().find((one) => one.dataset.mark === id);
  if (!box || !row || sent.get(id) === box) return;
  clearTimeout(waiting);
  sent.set(id, box);
  const values = { ...spelt(box), ground: row.dataset.ground, note: row.dataset.note };
  post(row.dataset.url, values, sheet.dataset.saved).then((isSaved) => {
    sent.delete(id);
    if (!isSaved || moved.get(id) === box) {
      moved.delete(id);
      overlayKeepingFocus();
    }
  });
}

function overlayKeepingFocus() {
  const id = document.activeElement && document.activeElement.dataset.of;
  overlay();
  if (id) focusMark(id);
}

function remove(id) {
  const row = rows().find((one) => one.dataset.mark === id);
  if (!row) return;
  moved.delete(id);
  post(row.dataset.url, { do: "remove" }, sheet.dataset.removed);
}

function pressed(event, mark) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(mark.dataset.of);
  } else if (way) {
    event.preventDefault();
    const [x, y] = [way[0] * STEP, way[1] * STEP];
    const box = mark.box;
    change(
      mark,
      event.shiftKey
        ? { ...box, width: Math.min(box.width + x, 100 - box.left), height: Math.min(box.height + y, 100 - box.top) }
        : { ...box, left: box.left + x, top: box.top + y },
    );
    clearTimeout(waiting);
    waiting = setTimeout(() => save(mark.dataset.of), 400);
  }
}

// --- pointers -----------------------------------------------------------------------------------------------------

function at(event) {
  const frame = sheet.getBoundingClientRect();
  return {
    x: clamp((100 * (event.clientX - frame.left)) / frame.width, 0, 100),
    y: clamp((100 * (event.clientY - frame.top)) / frame.height, 0, 100),
  };
}

function follow(target, event, onMove, onEnd) {
  target.setPointerCapture(event.pointerId);
  const end = (last) => {
    target.removeEventListener("pointermove", onMove);
    target.removeEventListener("pointerup", end);
    target.removeEventListener("pointercancel", end);
    onEnd(last);
  };
  target.addEventListener("pointermove", onMove);
  target.addEventListener("pointerup", end);
  target.addEventListener("pointercancel", end);
}

function grabbed(event, mark, isCorner) {
  if (event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  mark.focus({ preventScroll: true });
  const start = at(event);
  const box = mark.box;
  const onMove = (now) => {
    const { x, y } = at(now);
    const [across, down] = [x - start.x, y - start.y];
    change(
      mark,
      isCorner
        ? { ...box, width: Math.min(box.width + across, 100 - box.left), height: Math.min(box.height + down, 100 - box.top) }
        : { ...box, left: box.left + across, top: box.top + down },
    );
  };
  follow(mark, event, onMove, () => save(mark.dataset.of));
}

function drawn(event) {
  const isTouch = event.pointerType === "touch" && !sheet.classList.contains("drawing");
  if (event.button !== 0 || isTouch || event.target.closest(".mark")) return;
  event.preventDefault();
  const start = at(event);
  const onMove = (now) => {
    const { x, y } = at(now);
    sketch({
      left: Math.min(x, start.x),
      top: Math.min(y, start.y),
      width: Math.abs(x - start.x),
      height: Math.abs(y - start.y),
    });
  };
  follow(sheet, event, onMove, (last) => {
    if (draft && last.type === "pointerup" && draft.box.width >= LEAST && draft.box.height >= LEAST) addDraft();
    else sketch(null);
  });
}

// --- a new mark ---------------------------------------------------------------------------------------------------

function sketch(box) {
  if (!box) {
    if (draft) draft.remove();
    draft = null;
    return;
  }
  if (!draft) {
    draft = document.createElement("div");
    draft.className = "draft";
    sheet.append(draft);
  }
  draft.box = box;
  place(draft, box);
  for (const side of SIDES) control(side).value = box[side].toFixed(4);
}

// Saves the sketched mark under the ground that is chosen; where none is, it asks for one and keeps the sketch.
function addDraft() {
  if (!control("ground").value) {
    said.textContent = sheet.dataset.needGround;
    control("ground").focus();
    return;
  }
  const values = { ...spelt(draft.box), ground: control("ground").value, note: control("note").value };
  const known = new Set(rows().map((row) => row.dataset.mark));
  post(form.action, values, sheet.dataset.added).then((isSaved) => {
    if (!isSaved) return;
    sketch(null);
    for (const side of SIDES) control(side).value = "";
    const fresh = rows().find((row) => !known.has(row.dataset.mark));
    if (fresh) focusMark(fresh.dataset.mark);
  });
}

function start() {
  sheet.querySelector("svg").setAttribute("hidden", "");
  sheet.querySelector("svg").style.display = "none";
  overlay();
  if (!form) return;
  sheet.classList.add("live");
  for (const id of ["redact-tools", "redact-help"]) document.getElementById(id).hidden = false;
  sheet.addEventListener("pointerdown", drawn);
  document.getElementById("add-mark").addEventListener("click", () => {
    sketch({ left: 40, top: 48, width: 20, height: 3 });
    addDraft();
  });
  const mode = document.getElementById("draw-mode");
  mode.addEventListener("click", () => {
    const isOn = sheet.classList.toggle("drawing");
    mode.setAttribute("aria-pressed", String(isOn));
  });
  control("ground").addEventListener("change", () => {
    if (draft && control("ground").value) addDraft();
  });
}

if (sheet && list) start();
