// Two kindnesses for every form: a page that comes back with errors starts at their summary, and pressing a button
// twice sends once. Nothing is disabled: after eight seconds, or when the page is shown again, the form may be sent anew.
"use strict";

(() => {
  const patience = 8000;

  function startAtErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  function release(form) {
    form.removeAttribute("aria-busy");
  }

  // In the capture phase, before htmx sees the event, so that the guard holds for both ways of sending.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.setAttribute("aria-busy", "true");
    setTimeout(release, patience, form);
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));
  document.addEventListener("htmx:afterSwap", (event) => startAtErrors(event.target));
  startAtErrors(document);
})();
