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

  const questionBox = () => inside("question", "textarea, input");

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(":is(#navigation, #chat, #sources) a[href^='#']");
    if (link) {
      event.preventDefault(); // with Gradio's <base href> a #link would leave the page, and lose the conversation
      if (link.matches("a.cite")) showSource(link);
      if (link.matches("a.back")) backToCitation(link);
      if (link.matches("a.skip")) questionBox()?.focus();
    }
    const copy = event.target.closest?.("#chat a.copy");
    if (copy && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      copyFrom(copy);
    }
    if (event.target.closest?.("#clear-button, #edit-button")) questionBox()?.focus();
    // The pressed button goes away; by keyboard (no pointer: detail is 0) its place would be lost with it.
    const goes = "#suggestions button, #send-button, #again-button, #clear-filters";
    leaving = event.detail === 0 && event.target.closest?.(goes) ? event.target : null;
    requestAnimationFrame(mend); // what folds or unfolds changes no child
  });

  // Copying: the text with its citations is the server's; a click fetches it and says so in the status line.
  async function copyFrom(link) {
    const address = new URL(link.getAttribute("href"), document.baseURI);
    if (address.origin !== location.origin) return;
    try {
      await copyText(fetchText(address));
      announce("Copied with citations.");
    } catch {
      announce("Could not copy: open the link in a new tab, and copy the text there.");
    }
  }

  async function fetchText(address) {
    const reply = await fetch(address, { headers: { accept: "text/plain" } });
    if (!reply.ok) throw new Error("not there");
    return reply.text();
  }

  async function copyText(coming) {
    if (navigator.clipboard && window.ClipboardItem) {
      try { // the promise is handed over within the click: Safari allows nothing later
        const blob = coming.then((text) => new Blob([text], { type: "text/plain" }));
        await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
        return;
      } catch { /* not allowed, or not here: the other ways below */ }
    }
    const text = await coming;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copySelected(text);
    }
  }

  function copySelected(text) { // without https there is no clipboard but this
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.className = "sr";
    area.value = text;
    document.body.append(area);
    area.focus({ preventScroll: true });
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    before?.focus?.({ preventScroll: true });
    if (!copied) throw new Error("not copied");
  }

  // Said in the status line, in the place of what Gradio says there, until that says something else.
  let told = null;
  let beside = "";
  const said = (status) => [...status.children].filter((part) => part !== told).map((part) => part.textContent).join("");

  function announce(words) {
    const status = document.getElementById("status");
    if (!status) return;
    if (!told?.isConnected) {
      told = document.createElement("p");
      told.className = "told";
      status.append(told);
    }
    told.textContent = ""; // the same words once more are a change, too, and are read out again
    setTimeout(() => {
      told.textContent = words;
      beside = said(status);
    }, 50);
  }

  function forgetTold(status) {
    if (told?.textContent && said(status) !== beside) told.textContent = "";
  }

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
  let waited = false;
  let moved = false; // by the person, since the question was asked
  for (const way of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(way, () => { moved = true; }, { passive: true });
  }

  function followNewQuestion() {
    const asked = document.querySelectorAll("#chat .asked");
    const waits = inside("chat", ".answer.waiting") !== null;
    if (asked.length < questions) { // cleared: the next conversation's sources have the same ids
      unfolded.clear();
      place = null;
    }
    // A question that is asked again stands where it stood.
    const isNew = asked.length > questions || (waits && !waited);
    // Once more with the first words: while it waits, the page may be too short to bring the question to the top.
    if (isNew || (waited && !waits && !moved)) asked[asked.length - 1]?.scrollIntoView({ block: "start" });
    if (isNew) moved = false;
    questions = asked.length;
    waited = waits;
  }

  function keepFocus() {
    if (!leaving || (leaving.isConnected && leaving.checkVisibility())) return;
    const focused = document.activeElement;
    const next = leaving.closest("#clear-filters") ? inside("filters-fold", "button") : questionBox();
    if (focused === document.body || focused === leaving) next?.focus();
    leaving = null;
  }

  // A declined question may be about a person: it is not to stay in the address either.
  function forgetDeclined() {
    if (location.search.includes("q=") && inside("chat", ".answer.declined")) {
      history.replaceState(history.state, "", location.pathname);
    }
  }

  // Gradio gives a group of choices no name that a screen reader could read out, and each choice its value as a title.
  function nameGroups() {
    document.querySelectorAll("#filters fieldset").forEach((group) => {
      set(group, "aria-label", group.querySelector("[data-testid='block-info']")?.textContent.trim());
      group.querySelectorAll("input[title]").forEach((choice) => choice.removeAttribute("title"));
    });
  }

  // Gradio opens every link in a new tab. The ways through this site stay in this one, as on its other pages; what
  // leads away from an answer that is being read does not, and says so.
  function mendLinks() {
    document.querySelectorAll(":is(#navigation, #library) a[target]").forEach((link) => {
      if (link.origin !== location.origin) return;
      link.removeAttribute("target");
      link.removeAttribute("rel");
    });
    const links = document.querySelector("#navigation nav");
    set(links, "aria-label", "Main");
    set(links?.querySelector("a"), "aria-current", "page");
  }

  // Each part is set only where it differs: an unconditional change would call the observer again without end.
  function mend() {
    set(document.documentElement, "lang", "en-GB");
    const status = document.getElementById("status");
    set(status, "role", "status");
    set(status, "aria-live", "polite");
    if (status) forgetTold(status);
    const sources = document.getElementById("sources-column");
    set(sources, "role", "region");
    set(sources, "aria-label", "Sources");
    // The status line says once that an answer is ready; the log would read out every piece of it.
    document.querySelectorAll("#chat [aria-live]").forEach((log) => set(log, "aria-live", "off"));
    // Gradio names each message by its raw HTML.
    document.querySelectorAll("#chat [data-testid='bot'][aria-label], #chat [data-testid='user'][aria-label]")
      .forEach((message) => message.removeAttribute("aria-label"));
    // Gradio names no group of choices, and gives each choice a name of its own: the arrow keys would not move in it.
    nameGroups();
    mendLinks();
    const fold = inside("filters-fold", "button.label-wrap");
    set(fold, "aria-expanded", String(fold?.classList.contains("open")));
    set(fold?.querySelector(".icon"), "aria-hidden", "true");
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
