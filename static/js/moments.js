// Makes the times on a page relative ("2 hours ago"), or local when they are older than a week.
// The absolute time in UTC, as the server wrote it, stays in the title. No live region: a changing time is not news.
"use strict";

(() => {
  const language = document.documentElement.lang || "en";
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];

  function words(moment) {
    const seconds = (moment - Date.now()) / 1000;
    if (Math.abs(seconds) > 7 * 86400) return day.format(moment);
    for (const [unit, length] of steps) {
      if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
    }
    return relative.format(0, "minute");
  }

  function tell(root) {
    for (const element of root.querySelectorAll("time[data-moment]")) {
      const moment = new Date(element.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      if (!element.title) element.title = element.textContent.trim();
      const text = words(moment);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  tell(document);
  setInterval(() => { if (!document.hidden) tell(document); }, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tell(document); });
  document.addEventListener("htmx:load", (event) => tell(event.target.parentNode || document));
})();
