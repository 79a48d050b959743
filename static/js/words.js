// Puts the words of a chosen rule or reply into a letter that is empty, or that still holds what was offered before. Each
// option carries its words; a select says with data-offers which field they are for. A reply, which comes after the rule,
// goes before it. Without this script the words come with "Show the words".
"use strict";

(() => {
  const selects = [...document.querySelectorAll("select[data-offers]")].reverse();
  if (!selects.length) return;
  const field = document.getElementById(selects[0].dataset.offers);
  if (!field) return;

  function fitting() {
    return selects.map((select) => select.selectedOptions[0]?.dataset.words ?? "").find((words) => words) ?? "";
  }

  let offered = field.value === fitting() ? field.value : "";

  function offer() {
    if (field.value.trim() && field.value !== offered) return;
    field.value = fitting();
    offered = field.value; // as the browser keeps it
  }

  selects.forEach((select) => select.addEventListener("change", offer));
})();
