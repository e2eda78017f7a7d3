// Searches titles and numbers among the static pages: one file a year, the newest first, loaded when first needed.
"use strict";
(() => {
  const field = document.getElementById("find");
  const state = document.getElementById("find_state");
  const list = document.getElementById("find_list");
  const MOST = 100;
  let rows = null;
  let asked = 0;

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  async function load() {
    if (rows === null) {
      state.textContent = state.dataset.wait;
      const years = field.dataset.years.trim().split(/\s+/).filter(Boolean);
      const parts = await Promise.all(years.map(async (year) => {
        const answer = await fetch(field.dataset.base + year + ".json");
        return answer.ok ? answer.json() : [];
      }));
      rows = parts.flat().map((row) => [plain(row[0] + " " + row[1]), row]);
    }
    return rows;
  }

  function show(found) {
    list.replaceChildren(...found.slice(0, MOST).map(([title, number, day, address]) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = title;
      line.append(link, " " + [number, day].filter(Boolean).join(" · "));
      return line;
    }));
    state.textContent = found.length ? state.dataset.found + found.length : state.dataset.none;
  }

  async function find() {
    const turn = ++asked;
    const words = field.value.split(/\s+/).map(plain).filter(Boolean);
    if (!words.length) {
      list.replaceChildren();
      state.textContent = "";
      return;
    }
    const known = await load();
    if (turn === asked) {
      show(known.filter(([text]) => words.every((word) => text.includes(word))).map(([, row]) => row));
    }
  }

  field.addEventListener("input", find);
  const given = new URLSearchParams(location.search).get("q");
  if (given) {
    field.value = given;
    find();
  }
})();
