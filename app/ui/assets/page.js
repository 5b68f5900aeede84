// Moves the focus between citations and sources, and mends what Gradio leaves out for screen readers.
// One delegated listener: it works on any URL and on answers that come later. Runs once, however often it is loaded.
(() => {
  "use strict";
  if (window.auditLearningPage) return;
  window.auditLearningPage = true;

  const SOURCE = /^#(src-\d+-\d+)$/;
  let lastCitation = null;
  let leaving = null;

  // Looked up inside the panel, so that no id elsewhere on the page can stand in for a source.
  const inside = (panelId, selector) => document.getElementById(panelId)?.querySelector(selector) ?? null;

  function goTo(element, block) {
    element.closest("details")?.setAttribute("open", "");
    element.focus({ preventScroll: true });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
  }

  function name(element) {
    if (element.matches("article.source")) element.setAttribute("aria-labelledby", `${element.id}-title`);
  }

  function showSource(citation) {
    const id = SOURCE.exec(citation.getAttribute("href") ?? "")?.[1];
    const card = id && inside("sources", `article[id="${id}"]`);
    if (!card) return;
    lastCitation = citation;
    name(card);
    goTo(card, "nearest");
  }

  function backToCitation(link) {
    const id = link.closest("article.source")?.id;
    const href = `#${id}`;
    const same = lastCitation?.isConnected && lastCitation.getAttribute("href") === href;
    const citation = same ? lastCitation : inside("chat", `a.cite[href="${href}"]`);
    if (citation) goTo(citation, "center");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#chat a[href^='#'], #sources a[href^='#']");
    if (link) {
      event.preventDefault(); // with Gradio's <base href> a #link would leave the page, and lose the conversation
      if (link.matches("a.cite")) showSource(link);
      if (link.matches("a.back")) backToCitation(link);
    }
    if (event.target.closest?.("#clear-button")) inside("question", "textarea, input")?.focus();
    // The pressed button goes away; by keyboard (no pointer: detail is 0) its place would be lost with it.
    leaving = event.detail === 0 && event.target.closest?.("#suggestions button, #send-button") ? event.target : null;
  });

  function set(element, name, value) {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  // Gradio renders a part of the page anew when it changes: the sources with each sentence of an answer that grows.
  // What had the focus in it gets it back, and what was unfolded stays so.
  const unfolded = new Set(); // by the first source of each
  let place = null;

  const citationsTo = (href) => [...(document.getElementById("chat")?.querySelectorAll(`a.cite[href="${href}"]`) ?? [])];
  const firstSource = (details) => details?.querySelector("article.source")?.id;
  const sourcesOf = (id) => (id ? inside("sources", `article[id="${id}"]`)?.closest("details") : null);

  function finderOf(element) {
    const id = element.closest("#sources article.source")?.id;
    if (id) return () => inside("sources", `article[id="${id}"]${element.matches("a.back") ? " a.back" : ""}`);
    if (element.matches("#sources summary")) {
      const first = firstSource(element.parentElement);
      return () => sourcesOf(first)?.querySelector("summary");
    }
    if (!element.matches("#chat a.cite")) return null;
    const href = element.getAttribute("href");
    const nth = citationsTo(href).indexOf(element);
    return () => citationsTo(href)[nth];
  }

  document.addEventListener("focusin", (event) => {
    const find = finderOf(event.target);
    place = find && { element: event.target, find };
  });
  document.addEventListener("focusout", (event) => {
    // Still there a moment later: the person went elsewhere, it was not taken from under them.
    queueMicrotask(() => {
      if (event.target.isConnected && place?.element === event.target) place = null;
    });
  });
  document.addEventListener("toggle", (event) => {
    const first = event.target.matches?.("#sources details") && event.target.isConnected && firstSource(event.target);
    if (first) unfolded[event.target.open ? "add" : "delete"](first);
  }, true); // it does not bubble

  function keepPlace() {
    unfolded.forEach((first) => set(sourcesOf(first), "open", ""));
    if (!place || place.element.isConnected || document.activeElement !== document.body) return;
    const again = place.find();
    if (!again) return;
    if (!again.matches("summary")) again.closest("details")?.setAttribute("open", "");
    name(again);
    again.focus({ preventScroll: true });
  }

  let questions = 0;
  function followNewQuestion() {
    const asked = document.querySelectorAll("#chat .asked");
    if (asked.length < questions) { // cleared: the next conversation's sources have the same ids
      unfolded.clear();
      place = null;
    }
    if (asked.length > questions) asked[asked.length - 1].scrollIntoView({ block: "start" });
    questions = asked.length;
  }

  function keepFocus() {
    if (!leaving || (leaving.isConnected && leaving.checkVisibility())) return;
    const focused = document.activeElement;
    if (focused === document.body || focused === leaving) inside("question", "textarea, input")?.focus();
    leaving = null;
  }

  // A declined question may be about a person: it is not to stay in the address either.
  function forgetDeclined() {
    if (location.search.includes("q=") && inside("chat", ".answer.declined")) {
      history.replaceState(history.state, "", location.pathname);
    }
  }

  // Each part is set only where it differs: an unconditional change would call the observer again without end.
  function mend() {
    set(document.documentElement, "lang", "en-GB");
    const status = document.getElementById("status");
    set(status, "role", "status");
    set(status, "aria-live", "polite");
    const sources = document.getElementById("sources-column");
    set(sources, "role", "region");
    set(sources, "aria-label", "Sources");
    // The status line says once that an answer is ready; the log would read out every piece of it.
    document.querySelectorAll("#chat [aria-live]").forEach((log) => set(log, "aria-live", "off"));
    // Gradio names each message by its raw HTML.
    document.querySelectorAll("#chat [data-testid='bot'][aria-label], #chat [data-testid='user'][aria-label]")
      .forEach((message) => message.removeAttribute("aria-label"));
    // Gradio names no group of choices, and gives each choice a name of its own: the arrow keys would not move in it.
    const verdict = document.getElementById("verdict");
    set(verdict, "role", "radiogroup");
    set(verdict, "aria-label", "Was this helpful?");
    verdict?.querySelectorAll("input[type=radio]").forEach((choice) => set(choice, "name", "verdict"));
    followNewQuestion();
    keepFocus();
    keepPlace();
    forgetDeclined();
  }

  function start() {
    mend();
    // Gradio gives a choice its own name back each time it is chosen.
    const seen = { childList: true, subtree: true, attributes: true, attributeFilter: ["name"] };
    new MutationObserver(mend).observe(document.body, seen);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
