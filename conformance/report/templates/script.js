// pytest-html draws the table anew at every sort and toggle. So rows are hidden by style rules, clicks are taken at
// the document, and what a new table lacks is put in whenever one appears.
{
  const search = document.getElementById("conformance-search");
  const found = document.head.appendChild(document.createElement("style"));
  const rows = () => [...document.querySelectorAll("tbody.results-table-row:has(.col-verdict button)")];

  const count = () => {
    const all = rows();
    // Not by the computed style, for which the rules with :has() are worked out anew for each row.
    const shown = all.filter((row) => row.checkVisibility()).length;
    document.getElementById("conformance-shown").textContent = all.length && !shown
      ? "No check matches: clear the search or tick more verdicts."
      : `${shown} of ${all.length} checks shown`;
  };

  const filter = () => {
    const words = search.value.trim().split(/\s+/).filter(Boolean).map((word) => word.replace(/["\\]/g, "\\$&"));
    const all = words.map((word) => `:has([data-search*="${word}" i])`).join("");
    found.textContent = all ? `tbody.results-table-row:not(${all}) { display: none; }` : "";
    count();
  };

  const complete = () => {
    for (const row of rows()) {
      const folded = row.querySelector(".extras-row").classList.contains("hidden");
      row.querySelector("button").setAttribute("aria-expanded", String(!folded));
    }
    count();
  };

  const reveal = () => {
    const button = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = button?.closest("tbody.results-table-row");
    if (!row) return;
    if (!row.checkVisibility()) {
      document.querySelectorAll("#conformance-filters [type=checkbox]").forEach((box) => { box.checked = true; });
      search.value = "";
      filter();
    }
    if (button.getAttribute("aria-expanded") === "false") button.click();
    document.getElementById(button.id).scrollIntoView();
  };

  // pytest-html toggles a row only when the click meets the cell itself, not what is in it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('#conformance a[href^="#"], .card a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
    const cell = event.target.closest("tr.collapsible td");
    if (!cell || event.target === cell) return;
    event.stopPropagation();
    const focused = event.target.closest("button")?.id;
    cell.click();
    if (focused) document.getElementById(focused).focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("th.sortable")) event.target.click();
  });
  document.getElementById("conformance-filters").addEventListener("input", filter);
  window.addEventListener("hashchange", reveal);
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(complete).observe(document.body, { childList: true });
    complete();
    if (location.hash) reveal();
  });
}
