// Says beside the form which date of receipt the channel gives. The rule comes with the page (data-fixed-by).
const fixed = document.getElementById("fixed");
const rules = {};
document.querySelectorAll("[data-channel]").forEach((one) => { rules[one.dataset.channel] = one.dataset; });

function sayReceipt() {
  const chosen = document.querySelector("input[name=channel]:checked");
  const rule = chosen && rules[chosen.value];
  const name = rule && rule.fixedBy === "confirmation" ? "confirmed_on" : "arrived_on";
  const day = document.querySelector(`input[name=${name}]`).value;
  fixed.hidden = !rule;
  const said = day && new Date(`${day}T00:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  if (rule) fixed.textContent = (said ? fixed.dataset.said + said : fixed.dataset.open) + "：" + rule.note;
}

document.querySelector("main form").addEventListener("input", sayReceipt);
sayReceipt();
