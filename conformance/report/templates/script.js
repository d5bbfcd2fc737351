// Rows are hidden by style rules, not one by one: pytest-html draws the table anew at every sort and toggle.
document.querySelectorAll("#conformance-filters input[data-verdict]").forEach((box) => {
  box.addEventListener("change", () => {
    document.body.classList.toggle("hide-" + box.dataset.verdict, !box.checked);
  });
});
const found = document.createElement("style");
document.head.appendChild(found);
document.getElementById("conformance-search").addEventListener("input", (event) => {
  const text = event.target.value.trim().replace(/["\\]/g, "\\$&").replace(/\s+/g, " ");
  found.textContent = text
    ? `tbody.results-table-row:not(:has([data-search*="${text}" i])) { display: none; }`
    : "";
});
