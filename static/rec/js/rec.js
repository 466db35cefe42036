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

  // The countdown of a round: driven by the server's clock, whatever this device believes the time to be.
  const running = new Map();
  function tick() {
    for (const box of document.querySelectorAll(".countdown[data-ends]")) {
      if (!running.has(box)) running.set(box, Date.parse(box.dataset.now) - performance.now());
      let left = Math.max(0, Math.floor((Date.parse(box.dataset.ends) - (performance.now() + running.get(box))) / 1000));
      const parts = [[86400, box.dataset.days], [3600, box.dataset.hours], [60, box.dataset.minutes], [1, box.dataset.seconds]];
      const words = parts.map(([size, sign]) => { const count = Math.floor(left / size); left -= count * size; return [count, sign]; });
      while (words.length > 1 && !words[0][0]) words.shift();
      box.textContent = words.slice(0, 3).map(([count, sign]) => `${count} ${sign}`).join(" ");
    }
  }
  if (document.querySelector(".countdown")) { tick(); setInterval(tick, 1000); }

  // A screen of a meeting follows by itself: asked every second and a half, answered 304 while nothing has changed.
  const live = document.getElementById("screen");
  if (live) {
    const said = document.getElementById("live-said");
    let key = live.dataset.key, waiting = false, wait = 1500;
    const ahead = Number(live.dataset.now) * 1000 - Date.now();
    const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
    const count = () => {
      for (const sign of live.querySelectorAll(".countup")) {
        const { spent, since, allowed } = sign.dataset;
        const total = Number(spent) + (since ? Math.max(0, (Date.now() + ahead) / 1000 - Number(since)) : 0);
        const left = Number(allowed) - total;
        sign.textContent = !allowed ? clock(total) : left < 0 ? `${sign.dataset.over} ${clock(-left)}` : `${clock(left)} ${sign.dataset.left}`;
        sign.classList.toggle("over", left < 0);
      }
    };
    const follow = async () => {
      if (!waiting && !document.hidden) {
        waiting = true;
        try {
          const answer = await fetch(live.dataset.address, { headers: { "If-None-Match": `"${key}"` }, cache: "no-store", credentials: "same-origin" });
          if (answer.redirected || answer.status === 403 || answer.status === 404) { window.location.reload(); return; }
          if (answer.status !== 200 && answer.status !== 304) throw new Error(answer.status);
          if (answer.status === 200) {
            const focused = document.activeElement?.closest("#screen button")?.getAttribute("formaction"), within = document.activeElement?.closest("#screen summary")?.parentElement.id;
            const opened = [...live.querySelectorAll("details[open]")].map((each) => each.id);
            live.innerHTML = await answer.text();
            for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
            key = (answer.headers.get("ETag") || "").replace(/^W\//, "").replaceAll('"', "");
            count();
            if (focused) live.querySelector(`button[formaction="${focused}"]`)?.focus();
            if (within) document.getElementById(within)?.querySelector("summary").focus();
            said.textContent = said.dataset.changed;
          } else if (said.textContent === said.dataset.lost) said.textContent = "";
          wait = 1500;
        } catch { said.textContent = said.dataset.lost; wait = Math.min(wait * 2, 10000); }
        waiting = false;
      }
      setTimeout(follow, wait);
    };
    document.addEventListener("visibilitychange", () => { if (!document.hidden) wait = 100; });
    setInterval(count, 500);
    count();
    setTimeout(follow, wait);
  }

  // Sending files: dropped ones are taken like chosen ones; the bar moves; what failed stays chosen.
  for (const form of document.querySelectorAll(".dropzone")) {
    const field = form.querySelector("input[type=file]"), box = form.querySelector(".sending");
    const bar = box.querySelector("progress"), said = box.querySelector("[role=status]");
    form.querySelector(".drophint").hidden = false;
    for (const kind of ["dragover", "dragleave", "drop"]) form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.toggle("over", kind === "dragover"); });
    form.addEventListener("drop", (event) => { if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; form.requestSubmit(); } });
    form.addEventListener("submit", (event) => {
      if (!field.files.length) return;
      event.preventDefault();
      const sender = new XMLHttpRequest();
      const failed = () => { said.textContent = form.dataset.failed; said.classList.add("field-error"); bar.hidden = true; };
      box.hidden = bar.hidden = false;
      said.classList.remove("field-error");
      sender.upload.onprogress = (step) => { if (step.lengthComputable) { bar.value = 100 * step.loaded / step.total; said.textContent = `${form.dataset.sending} ${Math.round(bar.value)} %`; } };
      sender.onload = () => {
        let to = "";
        try { to = JSON.parse(sender.responseText).to; } catch { /* signed out, or refused: said below */ }
        if (sender.status < 400 && to) window.location.assign(to); else failed();
      };
      sender.onerror = failed;
      sender.open("POST", form.action);
      sender.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      sender.send(new FormData(form));
    });
  }

  // The agenda: main items are dragged into their order; the buttons «up» and «down» do the same.
  for (const list of document.querySelectorAll(".arrange")) {
    let dragged = null;
    for (const row of list.querySelectorAll("[data-item]")) {
      row.draggable = true;
      row.addEventListener("dragstart", (event) => { dragged = row; row.classList.add("dragged"); event.dataTransfer.effectAllowed = "move"; });
      row.addEventListener("dragend", () => row.classList.remove("dragged"));
      row.addEventListener("dragover", (event) => { if (dragged && dragged !== row) event.preventDefault(); });
      row.addEventListener("drop", async (event) => {
        event.preventDefault();
        if (!dragged || dragged === row) return;
        row.before(dragged);
        const body = new FormData();
        body.set("csrfmiddlewaretoken", list.dataset.token);
        for (const each of list.querySelectorAll("[data-item]")) body.append("item", each.dataset.item);
        await fetch(list.dataset.arrange, { method: "POST", body, credentials: "same-origin" });
        window.location.reload();
      });
    }
  }

  // The editor: each paragraph saves itself a while after the last key. «Saved» only after the server said so; what
  // others save comes in quietly, and never over what is being typed.
  const editor = document.getElementById("editor");
  if (!editor) return;
  const token = editor.elements.csrfmiddlewaretoken.value;
  const kept = (id) => `rec-paragraph-${id}`;
  const rows = new Map([...editor.querySelectorAll("fieldset[data-save]")].map((box) => [box.dataset.paragraph, new Row(box)]));

  function Row(box) {
    const key = box.id, area = (code) => editor.elements[`${key}-${code}`];
    const said = box.querySelector(".saved"), fields = [...box.querySelectorAll("textarea, select, input[type=checkbox]")];
    const codes = [...box.querySelectorAll("textarea[lang]")].map((one) => one.lang);
    const row = { box, dirty: false, conflict: false };
    let timer = 0, busy = false;
    const tell = (words, bad) => { said.textContent = words; said.classList.toggle("bad", Boolean(bad)); };
    const typed = () => Object.fromEntries(fields.filter((f) => f.type !== "checkbox" || f.checked).map((f) => [f.name, f.value]));
    row.texts = () => codes.map((code) => area(code)?.value ?? "").join("\u0000");
    row.keep = () => { try { localStorage.setItem(kept(box.dataset.paragraph), JSON.stringify(typed())); } catch { /* a full store must not stop the typing */ } };
    row.forget = () => { try { localStorage.removeItem(kept(box.dataset.paragraph)); } catch { /* nothing to forget */ } };
    row.focused = () => box.contains(document.activeElement);
    row.here = (words) => { const sign = box.querySelector(".here"); if (sign && sign.textContent !== words) sign.textContent = words; };
    row.take = (version, texts) => {
      const base = editor.elements[`${key}-based_on`];
      if (!base || Number(base.value) >= version) return true;
      if (row.dirty || busy || row.conflict || row.focused()) return false;
      base.value = version;
      for (const code of codes) area(code).value = texts[code] ?? "";
      tell(editor.dataset.fresh);
      return true;
    };
    async function save() {
      if (busy || row.conflict) return;
      busy = true;
      const before = row.texts(), body = new FormData();
      body.set("csrfmiddlewaretoken", token);
      body.set(`${key}-based_on`, editor.elements[`${key}-based_on`].value);
      for (const [name, value] of Object.entries(typed())) body.set(name, value);
      try {
        const answer = await fetch(box.dataset.save, { method: "POST", body, credentials: "same-origin" });
        if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(answer.status);
        const result = await answer.json();
        tell(result.said, !answer.ok);
        editor.elements[`${key}-based_on`].value = result.version;
        if (answer.ok) {
          for (const [code, words] of Object.entries(result.states)) {
            const state = box.querySelector(`[data-state=${code}]`);
            if (state) state.textContent = `${code.toUpperCase()}: ${words}`;
          }
          const behind = box.querySelector("[data-behind]");
          if (behind) {
            behind.hidden = !result.behind;
            behind.querySelector("input").checked = false;
          }
          row.dirty = row.texts() !== before;
          if (!row.dirty) row.forget();
        } else {
          row.keep();
          row.conflict = answer.status === 409;
          box.querySelector(".conflict-box")?.remove();
          box.querySelector("legend").insertAdjacentHTML("afterend", result.html);
        }
      } catch {
        row.keep();
        tell(editor.dataset.failed, true);
      }
      busy = false;
      if (row.dirty && !row.conflict) { clearTimeout(timer); timer = setTimeout(save, 2500); }
    }
    // After a conflict was shown, the next word typed says that both wordings have been read.
    box.addEventListener("input", () => {
      row.dirty = true;
      row.conflict = false;
      row.keep();
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    });
    giveBack();
    return row;

    // Words of an earlier visit that no save has reached: shown beside what the text says now, put back by a button.
    // What has been saved meanwhile is forgotten.
    function giveBack() {
      if (!codes.length) return;
      let words = null;
      try { words = JSON.parse(localStorage.getItem(kept(box.dataset.paragraph)) || "null"); } catch { row.forget(); }
      const found = codes.map((code) => [code, words?.[`${key}-${code}`]]).filter(([code, text]) => text?.trim() && text.trim() !== area(code).value.trim());
      if (!found.length) { row.forget(); return; }
      const note = document.createElement("div");
      note.className = "card needs stop conflict-box";
      const lead = document.createElement("p");
      lead.textContent = editor.dataset.kept;
      note.append(lead, ...found.map(([code, text]) => Object.assign(document.createElement("p"), { lang: code, textContent: text })));
      const press = (label, act) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-small", textContent: label });
        button.addEventListener("click", () => { note.remove(); act(); area(found[0][0]).focus(); });
        return button;
      };
      const putBack = () => {
        for (const [code, text] of found) area(code).value = text;
        box.dispatchEvent(new Event("input"));
      };
      const buttons = Object.assign(document.createElement("p"), { className: "actions top" });
      buttons.append(press(editor.dataset.putBack, putBack), press(editor.dataset.discard, row.forget));
      note.append(buttons);
      box.querySelector("legend").insertAdjacentElement("afterend", note);
    }
  }

  let since = editor.dataset.now;
  const waiting = new Map();  // what others saved in a paragraph that is being written in: taken when it is left
  async function look() {
    const at = [...rows.values()].find((row) => row.focused());
    const query = new URLSearchParams({ since, at: at ? at.box.dataset.paragraph : "" });
    try {
      const answer = await fetch(`${editor.dataset.presence}?${query}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      const now = await answer.json();
      since = now.now;
      rows.forEach((row, id) => row.here(now.here[id] || ""));
      for (const [id, change] of Object.entries(now.changed)) waiting.set(id, change);
      waiting.forEach((change, id) => { if (rows.get(id)?.take(change.version, change.texts) ?? true) waiting.delete(id); });
    } catch { /* the next look will tell */ }
  }
  setInterval(look, 5000);
  editor.addEventListener("focusin", () => setTimeout(look, 50));
  // What is sent stays kept until a page of the editor shows it saved.
  editor.addEventListener("submit", () => rows.forEach((row) => { row.dirty = false; }));
  window.addEventListener("beforeunload", (event) => { if ([...rows.values()].some((row) => row.dirty)) { rows.forEach((row) => row.dirty && row.keep()); event.preventDefault(); } });
})();
