// The keys of the page, and saving at once. Without this script the form's own button saves.
"use strict";

const form = document.getElementById("form");
const score = document.getElementById("score");
const comment = document.getElementById("comment");
const state = document.getElementById("state");
const kept = document.getElementById("kept");
const points = [...document.querySelectorAll("[data-points]")];
const most = Number(score.max);
const filled = () => `${score.value}\n${comment.value}`;
let saved = filled();
let saving = Promise.resolve(true);

function tell(name) {
  state.textContent = state.dataset[name];
  state.className = name;
}

function show() {
  for (const button of points) {
    button.setAttribute("aria-pressed", String(score.value !== "" && Number(button.dataset.points) === Number(score.value)));
  }
}

// What was typed about an answer that has changed is there beside the new one, until that is saved.
function keep(text) {
  if (text) sessionStorage.setItem(location.pathname, text);
  else sessionStorage.removeItem(location.pathname);
}

function showKept() {
  const text = sessionStorage.getItem(location.pathname) ?? "";
  kept.hidden = !text;
  kept.querySelector("span").textContent = text.trim();
}

// One after another, so that the last one typed is the last one written.
function save() {
  saving = saving.then(async () => {
    const sent = filled();
    if (sent === saved) return true;
    if (!form.reportValidity()) return false;
    tell("unsaved");
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) {
        if (answer.status === 409) keep(sent);
        tell({ 409: "replaced", 503: "held" }[answer.status] ?? "failed");
        return false;
      }
      const told = await answer.json();
      document.getElementById("marked").textContent = told.marked;
      form.elements.digest.value = told.digest;
      saved = sent;
      keep("");
      showKept();
      tell("saved");
      return true;
    } catch {
      tell("failed");
      return false;
    }
  });
  return saving;
}

async function go(id) {
  const link = document.getElementById(id);
  if (link && (await save())) location.assign(link.href);
}

function give(value) {
  if (value > most) return;
  score.value = value;
  show();
  save();
}

function use(text) {
  const lines = comment.value.split("\n").map((line) => line.trim());
  if (!lines.includes(text)) comment.value = comment.value.trim() ? `${comment.value.trimEnd()}\n${text}` : text;
  save();
}

const again = new Map([...document.querySelectorAll("[data-key]")].map((button) => [button.dataset.key, button.dataset.text]));

document.addEventListener("keydown", (event) => {
  if (event.target === comment || event.target === score) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  // By its place on the keyboard: a French one types "&" there.
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if (digit) give(Number(digit[1]));
  else if (event.key === "h") give(Math.min(most, (Number(score.value) || 0) + 0.5));
  else if (event.key === "ArrowLeft") go("previous");
  else if (event.key === "ArrowRight") go("next");
  else if (event.key === "n") go("next-open");
  else if (event.key === "c") comment.focus();
  else if (again.has(event.key)) use(again.get(event.key));
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("nav a");
  const button = event.target.closest("button[type=button]");
  if (link) {
    event.preventDefault();
    go(link.id);
  } else if (button?.dataset.points) give(Number(button.dataset.points));
  else if (button?.dataset.text) use(button.dataset.text);
  else if (button?.id === "half") give(Math.min(most, (Number(score.value) || 0) + 0.5));
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
score.addEventListener("input", show);
score.addEventListener("change", save);
comment.addEventListener("change", save);
window.addEventListener("beforeunload", (event) => {
  if (filled() !== saved && filled() !== sessionStorage.getItem(location.pathname)) event.preventDefault();
});
show();
showKept();
