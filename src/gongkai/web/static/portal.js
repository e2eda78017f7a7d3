/* The public pages work without this. It moves the focus to what is wrong, stops a second click, prints, suggests. */
(function () {
  "use strict";
  var wrong = document.getElementById("errors");
  if (wrong) wrong.focus();

  document.querySelectorAll("form[data-once]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once]").forEach(function (form) { delete form.dataset.sent; });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var sent = document.querySelector("[data-draft-clear]");
  if (sent) { try { window.localStorage.removeItem("draft:" + sent.dataset.draftClear); } catch (error) { /* none kept */ } }

  var box = document.querySelector("[data-suggest]");
  var text = document.querySelector("textarea[name=content]");
  if (!box || !text || !window.fetch) return;
  var list = box.querySelector("ul"), timer = 0, asked = "";
  function show(items) {
    list.textContent = "";
    items.forEach(function (item) {
      var line = document.createElement("li"), link = document.createElement("a");
      link.href = item.url;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = item.title + (item.on ? "（" + item.on + "）" : "");
      line.appendChild(link);
      list.appendChild(line);
    });
    box.hidden = items.length === 0;
  }
  function ask() {
    var words = text.value.trim().slice(0, 200);
    if (words === asked) return;
    asked = words;
    fetch(box.dataset.suggest + "?q=" + encodeURIComponent(words), { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : { items: [] }; })
      .then(function (found) { if (asked === words) show(found.items); })
      .catch(function () { show([]); });
  }
  text.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, 500); });
})();
