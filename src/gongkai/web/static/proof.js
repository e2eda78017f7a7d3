/* Proof of work (altcha) for the public forms: docs/decisions/0014. Without it they work by the page that asks again.
   The work starts when the form is first touched, in one worker, so that it is done before the form is. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-proof]");
  if (!form || !window.Worker || !window.fetch || !window.crypto || !window.crypto.subtle) return;
  var field = form.querySelector("[data-proof-field]"), said = form.querySelector("[data-proof-said]");
  var plain = form.querySelector("[data-proof-plain]"), send = form.querySelector("[data-proof-send]");
  var isAlways = "proofAlways" in form.dataset;
  var FRESH = 50 * 60 * 1000, PATIENCE = 20 * 1000;
  var work = null, begunAt = 0, isSending = false, pressed = null;

  field.value = "";
  if (send) {
    send.hidden = false;
    plain.classList.add("plain");
  }

  /* A promise of the answer's text; of "" where none can be had. */
  function solve(challenge) {
    return new Promise(function (resolve) {
      var worker = new Worker(form.dataset.worker);
      worker.onerror = function () { worker.terminate(); resolve(""); };
      worker.onmessage = function (message) {
        worker.terminate();
        var solution = message.data;
        var isSolved = solution && !solution.error;
        resolve(isSolved ? btoa(JSON.stringify({ challenge: challenge, solution: solution })) : "");
      };
      worker.postMessage({ type: "work", challenge: challenge, counterStart: 0, counterStep: 1, timeout: 90000 });
    });
  }
  function start() {
    if (work && Date.now() - begunAt < FRESH) return work;
    begunAt = Date.now();
    work = fetch(form.dataset.proof, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (challenge) { return challenge ? solve(challenge) : ""; })
      .catch(function () { return ""; });
    return work;
  }
  function inTime(promise) {
    return Promise.race([promise, new Promise(function (resolve) { setTimeout(resolve, PATIENCE, ""); })]);
  }

  form.addEventListener("click", function (event) { pressed = event.target.closest("button") || pressed; });
  /* Before the other listeners, so that they see only the sending that counts. */
  document.addEventListener("submit", function (event) {
    if (event.target !== form || field.value) return;
    var button = event.submitter || pressed;
    if (!isAlways && button !== send) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isSending) return;
    isSending = true;
    said.textContent = said.dataset.working;
    inTime(start()).then(function (text) {
      isSending = false;
      field.value = text || "-";
      said.textContent = said.dataset.done;
      setTimeout(function () { if (button) button.click(); else form.submit(); }, 0);  // not within this very event
    });
  }, true);

  form.addEventListener("focusin", start, { once: true });
  form.addEventListener("input", start, { once: true });
  window.addEventListener("pageshow", function (event) {  /* back again: what was sent counts no more */
    if (!event.persisted) return;
    field.value = "";
    said.textContent = "";
    work = null;
    isSending = false;
  });
})();
