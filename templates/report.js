"use strict";
// Search, filters, permalinks, copying, keys. Without it the page says the same; nothing is fetched.
(() => {
  const one = (id) => document.getElementById(id);
  const all = [...document.querySelectorAll("[data-d]")];
  const groups = [...document.querySelectorAll(".group")].map((element) => ({
    element, rows: [...element.querySelectorAll("[data-d]")], count: element.querySelector(".count"),
  }));
  const [form, query, found] = [one("filters"), one("q"), one("found")];
  const selects = { d: one("d"), l: one("l"), s: one("s") };
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };

  const option = (select, value, text) => {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = text;
    select.append(element);
  };
  const order = (a, b) => a.localeCompare(b, "en", { numeric: true });
  const words = { unverified: "not verified" };
  const dispositions = [...new Set(all.map((row) => row.dataset.d))];
  for (const value of dispositions) option(selects.d, value, words[value] || value.replaceAll("-", " "));
  const levels = new Set(all.flatMap((row) => row.dataset.l.split(" ").filter(Boolean)));
  for (const value of [...levels].sort(order)) option(selects.l, value, value);
  const sections = new Set(all.map((row) => row.dataset.s).filter(Boolean));
  for (const value of [...sections].sort(order)) option(selects.s, value, value);

  const filter = () => {
    const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { d, l, s } = { d: selects.d.value, l: selects.l.value, s: selects.s.value };
    const filtered = wanted.length > 0 || d || l || s;
    let count = 0;
    for (const { element, rows, count: heading } of groups) {
      let shown = 0;
      for (const row of rows) {
        const { dataset } = row;
        const fits = (!d || dataset.d === d) && (!s || dataset.s === s)
          && (!l || dataset.l.split(" ").includes(l)) && wanted.every((word) => textOf(row).includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      heading.textContent = filtered ? `${shown} of ${rows.length}` : `${rows.length}`;
      element.hidden = Boolean(filtered) && shown === 0;
      count += shown;
    }
    found.textContent = filtered ? `${count} of ${all.length} shown` : `${all.length} recommendations`;
    found.classList.toggle("filtered", Boolean(filtered));
  };
  const clear = () => {
    form.reset();
    filter();
  };
  let timer;
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(filter, all.length > 1000 ? 120 : 0);
  });
  for (const select of Object.values(selects)) select.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));

  // A permalink shows its recommendation even where a filter hides it.
  const follow = () => {
    const target = one(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden || target.closest("[hidden]")) clear();
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", follow);

  const copy = async (rows) => {
    const head = "| CIS ID | CIS Description | Result | Reason | Workaround |\n| --- | --- | --- | --- | --- |\n";
    const text = `${head}${rows.map((row) => row.dataset.md).join("\n")}\n`;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    found.textContent = done ? `${rows.length} copied as Markdown` : "The browser does not let this page copy";
  };
  const shown = () => all.filter((row) => !row.hidden);
  one("copy").addEventListener("click", () => copy(shown()));

  const theme = one("theme");
  const dark = () => (document.documentElement.dataset.theme
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const mark = () => theme.setAttribute("aria-pressed", String(dark()));
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    mark();
  });
  mark();

  const current = () => document.activeElement.closest("[data-d]");
  const step = (by) => {
    const rows = shown();
    const at = rows.indexOf(current());
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) next.querySelector(".number").focus();
  };
  const keys = {
    "/": () => query.focus(), j: () => step(1), k: () => step(-1),
    m: () => current() && copy([current()]),
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && (event.target === query || current())) {
      clear();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !one("keys").checked) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  form.hidden = false;
  filter();
  if (location.hash) follow();
})();
