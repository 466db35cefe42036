/* What the portal adds where there is JavaScript; every act works without it. */
"use strict";
(() => {
  // Ctrl K leads to the search field.
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const field = document.querySelector(".find input");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
  });
  // After a failed form, the summary of errors is where the reader is.
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();

  // Autosave: a while after the last key, and never two at once. «Saved» only after the server said so.
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const said = document.getElementById("saved");
  const key = `rec-draft-${form.dataset.autosave}`;
  let timer = 0, busy = false, again = false, dirty = false;
  const tell = (words, bad) => { said.textContent = words; said.classList.toggle("bad", Boolean(bad)); };
  const keep = () => { try { localStorage.setItem(key, JSON.stringify([...new FormData(form)].filter(([n]) => n !== "csrfmiddlewaretoken"))); } catch { /* a full store must not stop the typing */ } };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* nothing to forget */ } };
  async function save() {
    if (busy) { again = true; return; }
    busy = true;
    const body = new FormData(form);
    const rows = [...form.querySelectorAll("input[name=row]")];
    const filled = rows.filter((row) => [...form.querySelectorAll(`textarea[name^="${row.value}-"]`)].some((t) => t.value.trim()));
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "X-Autosave": "1" }, credentials: "same-origin" });
      if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(answer.status);
      const result = await answer.json();
      tell(result.said, !answer.ok);
      if (answer.ok) {
        form.elements.based_on.value = result.number;
        // New paragraphs have got their identity: name their fields after it, so that the next save knows them.
        result.rows.forEach((identity, index) => {
          const row = filled[index];
          if (!row || row.value === identity) return;
          form.querySelectorAll(`[name^="${row.value}-"]`).forEach((field) => { field.name = field.name.replace(row.value, identity); });
          form.querySelectorAll(`button[value$=":${row.value}"]`).forEach((button) => { button.value = button.value.replace(row.value, identity); });
          row.value = identity;
        });
        if (!again) { dirty = false; forget(); }
      }
    } catch {
      keep();
      tell(form.dataset.failed, true);
    }
    busy = false;
    if (again) { again = false; save(); }
  }
  form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 2500); });
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); forget(); });
  window.addEventListener("beforeunload", (event) => { if (dirty) { keep(); event.preventDefault(); } });
})();
