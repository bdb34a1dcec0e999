// Everything works without this script. With it a form is sent as soon as an answer changes, and only what differs is replaced on the page.

// values returns what stands in the fields of an element, to see later whether somebody typed on.
function values(element) {
  return Array.from(element.querySelectorAll("input, textarea"), (f) => f.type === "radio" ? f.checked : f.value).join("\0");
}

// swap makes an element like its fresh copy. Questions and groups are found by their IDs; a question in which somebody typed since the
// answers were sent stays as it is.
function swap(old, fresh, sent) {
  if (!old.id || old.id !== fresh.id) return old.replaceWith(fresh);
  if (old.hasAttribute("data-question")) {
    if (old.outerHTML === fresh.outerHTML && values(old) === values(fresh)) return undefined;
    return values(old) === sent.get(old.id) ? old.replaceWith(fresh) : undefined;
  }
  if (!fresh.firstElementChild && !old.firstElementChild) { // a live region speaks if its text changes, not if it is replaced
    if (old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
    return undefined;
  }
  const had = new Map(Array.from(old.children, (child) => [child.id, child]));
  const now = Array.from(fresh.children).map((child) => { // a copy, because swap moves children
    const before = child.id && had.get(child.id);
    if (!before) return child;
    swap(before, child, sent);
    return before.isConnected ? before : child;
  });
  for (const child of Array.from(old.children)) if (!now.includes(child)) child.remove();
  now.forEach((child, i) => { if (old.children[i] !== child) old.insertBefore(child, old.children[i] || null); });
  return undefined;
}

// refocus gives the focus back to the field that had it and was replaced. If a button was, the focus goes to the question that it stood
// in, to the record that it added, or to the button that adds one.
function refocus(field, place, from, to) {
  if (!field || field.isConnected || !field.name) return;
  if (field.name === "do") {
    const [action, list] = field.value.split(":");
    const add = document.querySelector(`button[value="add:${list}"]`);
    const records = document.querySelectorAll(`[data-list="${list}"]`);
    const where = action === "add" ? records[records.length - 1] : document.getElementById(place);
    return (where?.querySelector("input, textarea") || add)?.focus();
  }
  const all = document.getElementsByName(field.name);
  const same = Array.from(all).find((f) => f.type !== "radio" || f.value === field.value);
  if (!same) return;
  same.focus({ preventScroll: true });
  if (from !== null && same.value === field.value) same.setSelectionRange(from, to);
}

// released is fulfilled when no mouse button or finger is down: what is pressed must not move or go before the click.
let released = Promise.resolve();
addEventListener("pointerdown", () => {
  released = new Promise((done) => {
    for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, () => setTimeout(done), { once: true });
  });
});

// pause is how long nobody types before what stands in a field is saved, in milliseconds.
const pause = 1500;

// live sends a form whenever an answer changes, one request after the other, because each needs the revision that the one before made. What is
// being typed is sent after a pause, and stays as it is typed until the field is left.
function live(form) {
  const lost = document.getElementById("lost");
  const unreachable = lost.textContent;
  const tell = (text) => { lost.textContent = text; lost.hidden = false; };
  let last = Promise.resolve();
  let timer = 0; // of the pause; 0 if nothing waits to be sent
  const exchange = async (action, typing) => {
    const sent = new Map(Array.from(form.querySelectorAll("[data-question]"), (q) => [q.id, values(q)]));
    if (typing) sent.delete(document.activeElement.closest("[data-question]")?.id);
    const data = new FormData(form);
    data.append("do", action);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    // An answer outlives the page that it was given on, unless it is too long for a browser to keep it.
    const files = Array.from(data.values()).some((value) => value instanceof File && value.size > 0);
    const response = await fetch(form.action, { method: "POST", body, keepalive: !files && String(new URLSearchParams(data)).length < 60000 });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = next.querySelector("form[data-live]");
    if (!response.ok) {
      for (const field of form.querySelectorAll("[type=file]")) field.value = ""; // else it is sent again with every answer
      return tell(Array.from(next.querySelectorAll("main p:not(:has(a))"), (p) => p.textContent).join(" "));
    }
    if (!fresh) return location.assign(response.url);
    await released;
    lost.hidden = true;
    history.replaceState(null, "", response.url);
    form.action = fresh.action;
    form.elements.revision.value = fresh.elements.revision.value;
    const focused = document.activeElement;
    const place = focused.closest("[data-question]")?.id;
    const [from, to] = focused.type === "text" || focused.type === "textarea" ? [focused.selectionStart, focused.selectionEnd] : [null, null];
    for (const id of ["about", "questions", "saved", "rest", "preview"]) swap(document.getElementById(id), next.getElementById(id), sent);
    const heading = document.querySelector("h1"), title = next.querySelector("h1").textContent;
    document.title = next.title;
    if (heading.textContent === title) return refocus(focused, place, from, to);
    heading.textContent = title; // the answers make it another letter: what that means stands at the top
    return heading.scrollIntoView();
  };
  const send = (action, typing) => {
    clearTimeout(timer);
    timer = 0;
    last = last.then(() => exchange(action, typing)).catch(() => tell(unreachable));
  };
  let finishing = false; // while the whole page is sent
  form.addEventListener("change", () => send(""));
  for (const kind of ["input", "compositionend"]) {
    form.addEventListener(kind, (event) => {
      clearTimeout(timer);
      const typed = ["text", "textarea"].includes(event.target.type) && (kind === "compositionend" || !event.isComposing);
      timer = typed ? setTimeout(() => send("", true), pause) : 0;
    });
  }
  addEventListener("pagehide", () => { // whoever leaves in the middle of a word; if an answer is under way, it may become a second letter
    if (timer) fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true }).catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (finishing) return;
    event.preventDefault();
    if (!button || button.value !== "finish") return send(button ? button.value : "");
    if (!lost.hidden) send(""); // it may be there again
    const finish = () => {
      finishing = lost.hidden;
      if (finishing) form.requestSubmit(button);
      finishing = false;
    };
    last.then(() => setTimeout(finish)); // with the revision of the last answer; a form does not send itself while it is being sent
  });
}

// once keeps a form from being sent a second time while the answer to the first is on its way, and says so.
function once(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    form.querySelector("[data-busy]").hidden = false;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // what it shows may be out of date
}

for (const form of document.querySelectorAll("form[data-live]")) live(form);
for (const form of document.querySelectorAll("form[data-once]")) once(form);
