// Nothing here is needed to use a page; it only makes waiting and copying easier.
(() => {
  "use strict";
  // A page that waits for work to be done renews the part that tells of it, and lets it be read out.
  const progress = document.querySelector("[data-progress]");
  if (progress) {
    const renew = async () => {
      const reply = await fetch(progress.dataset.progress, { headers: { accept: "text/html" } });
      if (!reply.ok) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-progress]");
      if (!fresh) return location.reload(); // done: the page as it is now
      // Only what differs: a status line that is put there anew is not read out.
      for (const part of fresh.querySelectorAll("[id]")) {
        const shown = document.getElementById(part.id);
        if (shown && shown.innerHTML !== part.innerHTML) shown.replaceChildren(...part.childNodes);
      }
      setTimeout(renew, 1000);
    };
    setTimeout(renew, 1000);
  }
})();
