// What the pages do beyond htmx: Ctrl+Enter, copy, print, and telling that no answer came. Everything works without it, plainer.
"use strict";

document.documentElement.classList.add("js");

function copyFrom(area) {
  // navigator.clipboard exists only on https and localhost; offices often serve plain http.
  if (navigator.clipboard && window.isSecureContext) {
    return navigator.clipboard.writeText(area.value);
  }
  const holder = area.closest("details");
  const wasOpen = !holder || holder.open;
  if (holder) holder.open = true;
  area.select();
  const done = document.execCommand("copy");
  if (holder) holder.open = wasOpen;
  return done ? Promise.resolve() : Promise.reject(new Error("copy refused"));
}

function say(button, words) {
  const before = button.dataset.words || button.textContent;
  button.dataset.words = before;
  button.textContent = words;
  window.setTimeout(() => { button.textContent = before; }, 1600);
}

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const area = document.getElementById(copy.dataset.copy);
    copyFrom(area).then(() => say(copy, "已复制"), () => {
      area.closest("details").open = true;
      area.focus();
      area.select();
      say(copy, "请按 Ctrl+C");
    });
  }
  if (event.target.closest("[data-print]")) window.print();
});

// No answer at all: the network is down or the service restarts. What was typed stays; the next answer takes the words away again.
function sent(event) {
  return event.detail.requestConfig && event.detail.requestConfig.verb !== "get";
}

function unanswered(event) {
  if (!sent(event) || document.getElementById("unanswered")) return;
  const told = document.createElement("p");
  told.id = "unanswered";
  told.setAttribute("role", "alert");
  told.textContent = "没有得到答复：网络断了，或服务正在重启。填写的内容还在，请过一会儿再试。";
  document.body.append(told);
}
document.addEventListener("htmx:sendError", unanswered);
document.addEventListener("htmx:timeout", unanswered);
document.addEventListener("htmx:afterOnLoad", (event) => {
  const told = document.getElementById("unanswered");
  if (told && sent(event)) told.remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = document.getElementById("case");
    if (form) {
      event.preventDefault();
      form.requestSubmit(document.getElementById("resolve"));
    }
  }
});

window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.basis:not([open])").forEach((each) => {
    each.open = true;
    each.dataset.opened = "";
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-opened]").forEach((each) => {
    each.open = false;
    delete each.dataset.opened;
  });
});
