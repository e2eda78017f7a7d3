// Shows the button that prints a page; without script the browser's own menu does it.
const printButton = document.getElementById("print");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => window.print());
}
