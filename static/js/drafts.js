// Saves what is being written: <form data-draft-url="…"> is posted there, whole, with its own CSRF token, a moment after
// the writer pauses, and when the page is left or hidden. The address answers 204; a redirect (to the sign-in page, say)
// counts as refused. [data-draft-status] in the form says how it went, with the sentences the server wrote into its
// data-saved (TIME is replaced), data-refused and data-offline.
// The text on the page is never touched. A form on its way to the server (aria-busy, see forms.js) is left alone.
"use strict";

(() => {
  const pause = 2000; // after the last key
  const again = 15000; // after a failure that may pass: no connection, a busy server
  const states = new WeakMap();

  function stateOf(form) {
    if (!states.has(form)) states.set(form, { timer: 0, saved: textOf(form, true), running: null });
    return states.get(form);
  }

  // What would be saved, as one string; the text the page came with counts as saved.
  function textOf(form, asServed) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")];
    return JSON.stringify(fields.map((field) => {
      const chosen = field.type === "checkbox" || field.type === "radio";
      if (chosen) return asServed ? field.defaultChecked : field.checked;
      return asServed && "defaultValue" in field ? field.defaultValue : field.value;
    }));
  }

  function say(form, kind) {
    const status = form.querySelector("[data-draft-status]");
    if (!status) return;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    status.textContent = status.dataset[kind].replace("TIME", time);
  }

  function later(form, wait) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, wait, form, false);
  }

  async function save(form, leaving) {
    const state = stateOf(form);
    const text = textOf(form, false);
    clearTimeout(state.timer);
    if (!form.isConnected || form.getAttribute("aria-busy") === "true" || text === state.saved) return;
    if (state.running && !leaving) return later(form, pause);
    if (state.running) state.running.abort();
    const running = new AbortController();
    state.running = running;
    const body = new URLSearchParams(new FormData(form)).toString();
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body, signal: running.signal, redirect: "manual",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        keepalive: leaving && body.length < 60000, // browsers refuse more than 64 KiB that outlives its page
      });
      const refused = answer.status < 500 && answer.status !== 429;
      if (answer.ok) {
        state.saved = text;
        say(form, "saved");
      } else {
        say(form, refused ? "refused" : "offline");
        if (!refused) later(form, again);
      }
    } catch (failure) {
      if (failure.name !== "AbortError") {
        say(form, "offline");
        later(form, again);
      }
    } finally {
      if (state.running === running) state.running = null;
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.dataset.draftUrl) later(form, pause);
  });

  // The text itself is being sent: a draft saved after it would come back as a ghost.
  document.addEventListener("submit", (event) => {
    const state = states.get(event.target);
    if (!state) return;
    clearTimeout(state.timer);
    if (state.running) state.running.abort();
  });

  document.querySelectorAll("form[data-draft-url]").forEach(stateOf);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) document.querySelectorAll("form[data-draft-url]").forEach((form) => save(form, true));
  });
})();
