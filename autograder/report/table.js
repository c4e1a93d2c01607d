// The table of students sorts and filters. Without this script it stands there whole, by name.
"use strict";
(() => {
  const table = document.getElementById("students");
  const form = document.getElementById("filter");
  if (!table || !form) return;
  const rows = [...table.tBodies[0].rows];
  const headings = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const cell = row.cells[column];
    return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent.trim();
  };
  const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang));

  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((a, b) => (down ? -1 : 1) * compare(value(a, column), value(b, column)));
      table.tBodies[0].append(...rows);
    });
  });
  headings[0].setAttribute("aria-sort", "ascending");

  // "é" is found by "e".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const filter = () => {
    const words = plain(form.elements.name.value).trim();
    const only = form.elements.only.value;
    let shown = 0;
    for (const row of rows) {
      const who = plain(`${row.cells[0].textContent} ${row.dataset.id}`);
      row.hidden = !who.includes(words) || (only !== "" && !(only in row.dataset));
      shown += row.hidden ? 0 : 1;
    }
    form.elements.shown.value = `${shown} / ${rows.length}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
