/* An opt-in draft on this device: only fields marked data-draft (what is asked, in which form), never who asks. */
(function () {
  "use strict";
  var box = document.querySelector("[data-draft-box]");
  if (!box) return;
  var store;
  try { store = window.localStorage; store.getItem("draft"); } catch (error) { return; }
  var key = "draft:" + box.dataset.draftBox, on = box.querySelector("[data-draft-on]");
  var said = box.querySelector("[data-draft-said]");
  var fields = Array.prototype.slice.call(document.querySelectorAll("#apply [data-draft]"));
  box.hidden = false;

  function save() {
    if (!on.checked) return;
    var kept = {};
    fields.forEach(function (field) {
      if (field.type === "radio") { if (field.checked) kept[field.name] = field.value; } else { kept[field.name] = field.value; }
    });
    store.setItem(key, JSON.stringify(kept));
  }
  function erase() { store.removeItem(key); on.checked = false; }

  var found = null;
  try { found = JSON.parse(store.getItem(key)); } catch (error) { store.removeItem(key); }
  if (found) {
    on.checked = true;
    var isEmpty = fields.every(function (field) { return field.type === "radio" ? !field.checked : !field.value; });
    if (isEmpty) {
      fields.forEach(function (field) {
        if (!(field.name in found)) return;
        if (field.type === "radio") { field.checked = field.value === found[field.name]; } else { field.value = found[field.name]; }
      });
      said.textContent = said.dataset.saved;
    }
  }
  on.addEventListener("change", function () { if (on.checked) save(); else erase(); });
  document.getElementById("apply").addEventListener("input", save);
  document.getElementById("apply").addEventListener("change", save);
  box.querySelector("[data-draft-erase]").addEventListener("click", function () {
    erase();
    said.textContent = said.dataset.erased;
  });
})();
