// Nothing here is needed to make a pack: it only makes choosing quicker. The form that is sent is the same.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  // How long it is to be is asked of sessions alone.
  const kinds = () => [...document.querySelectorAll("[name='kind']")];
  const showLength = () => {
    const kind = kinds().find((one) => one.type !== "radio" || one.checked)?.value;
    for (const part of document.querySelectorAll("[data-of-session]")) part.hidden = kind !== "session";
  };
  for (const one of kinds()) one.addEventListener("change", showLength);
  showLength();

  const form = document.getElementById("pack");
  if (!form) return;
  const parts = [...form.querySelectorAll(".part")];
  const told = document.getElementById("told");
  let last = 0;

  // Looked up by comparing: an id of a report is no selector.
  const candidateOf = (id) => [...form.querySelectorAll(".candidates > li")].find((one) => one.dataset.id === id);
  const rows = () => [...form.querySelectorAll(".part > .rows > li")];
  const rowOf = (id) => rows().find((one) => one.dataset.id === id);
  const findings = (number) => `${number} ${number === 1 ? "finding" : "findings"}`;

  function tell(words) {
    told.textContent = ""; // the same words once more are a change, too, and are read out again
    setTimeout(() => { told.textContent = words; }, 50);
  }

  function dress(row) {
    const said = row.querySelector(".said");
    said.id = `said-${++last}`;
    for (const button of row.querySelectorAll("button")) {
      button.hidden = false;
      button.setAttribute("aria-describedby", said.id);
    }
  }

  function added(candidate) {
    const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
    row.dataset.id = candidate.dataset.id;
    row.querySelector(".said").textContent = candidate.querySelector(".said").textContent;
    row.querySelector(".source").textContent = candidate.querySelector(".source").textContent;
    row.querySelector("input").name += candidate.dataset.id;
    dress(row);
    parts.find((part) => part.dataset.part === candidate.dataset.part).querySelector(".rows").append(row);
  }

  function setButton(button, isOff) {
    // Not `disabled`: that would take the focus away from who is moving a finding by keyboard.
    if (isOff) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }

  function renewPart(part) {
    const all = [...part.querySelector(".rows").children];
    part.hidden = all.length === 0;
    all.forEach((row, index) => {
      row.querySelector("input").value = index + 1;
      setButton(row.querySelector("[data-move='-1']"), index === 0);
      setButton(row.querySelector("[data-move='1']"), index === all.length - 1);
    });
  }

  function renew() {
    parts.forEach(renewPart);
    const all = rows();
    form.querySelector("[data-when-empty]").hidden = all.length > 0;
    for (const button of form.querySelectorAll("[formmethod='post']")) button.disabled = all.length === 0;
    const quoted = new Map();
    for (const row of all) {
      const { report, title, length } = candidateOf(row.dataset.id).dataset;
      quoted.set(report, { title, words: (quoted.get(report)?.words ?? 0) + Number(length) });
    }
    const reports = [...quoted.values()];
    document.getElementById("over").hidden = reports.every(({ words }) => words <= Number(form.dataset.most));
    document.getElementById("count").textContent = findings(all.length);
    document.getElementById("words").textContent = reports.reduce((sum, { words }) => sum + words, 0);
    document.getElementById("quoted").replaceChildren(...reports.map(({ title, words }) => {
      const item = document.createElement("li");
      item.textContent = `${title}: ${words}`;
      return item;
    }));
    keep();
  }

  // The address follows the choice, so that going back, reloading or passing it on loses nothing.
  function keep() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value && name !== "finding" && !name.startsWith("place.")) query.append(name, value);
    }
    for (const row of rows()) query.append("finding", row.dataset.id);
    const address = `${location.pathname}?${query}`;
    if (address.length < 8000) history.replaceState(null, "", address); // longer ones a server may refuse
  }

  function take(row) {
    const all = rows();
    const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
    candidateOf(row.dataset.id).querySelector("input").checked = false;
    row.remove();
    (next?.querySelector("[data-drop]") ?? document.getElementById("yours")).focus();
    renew();
    tell(`Taken out. ${findings(rows().length)} in your pack.`);
  }

  function move(row, by) {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return tell(by < 0 ? "It is the first of its part." : "It is the last of its part.");
    const button = document.activeElement;
    if (by < 0) other.before(row);
    else other.after(row);
    button.focus(); // a moved element loses it
    renew();
    const beside = [...row.parentElement.children];
    tell(`Place ${beside.indexOf(row) + 1} of ${beside.length}.`);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-drop]");
    if (!button) return;
    button.focus(); // Safari does not focus what is pressed
    const row = button.closest("li");
    if (button.dataset.move) move(row, Number(button.dataset.move));
    else take(row);
  });

  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name !== "finding") return keep();
    const row = rowOf(box.value);
    if (box.checked && !row) added(candidateOf(box.value));
    else if (!box.checked) row?.remove();
    renew();
    tell(`${box.checked ? "Added" : "Taken out"}. ${findings(rows().length)} in your pack.`);
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod === "post" && event.submitter.name !== "preview") {
      tell("The file is being made, and is downloaded in a moment.");
    }
  });

  for (const row of rows()) dress(row);
  renew();
})();
