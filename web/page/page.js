"use strict";
// The page around the library: what is dropped, what it is, what is shown and saved. The library runs in a worker.
// Everything in a file is hostile text: it is put into the page as text and never as HTML.
const one = (id) => document.getElementById(id);

// Characters that turn or hide text, or steer a terminal; a file's name can hold them.
const hostile = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const plain = (text) => String(text).replace(hostile, "\ufffd");

// Makes an element: properties, attributes with a dash or in lower case `role`, and children.
const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for" || key === "sandbox") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.map((child) => (typeof child === "string" ? plain(child) : child)));
  return element;
};

// Scripts come from this page alone; the browser holds it to that.
const trusted = window.trustedTypes?.createPolicy("amicis", { createScriptURL: (url) => url }) ?? { createScriptURL: (url) => url };

// --- The library ---

const waiting = new Map();
let asked = 0;
let copying = "";
const library = {
  started: undefined,
  start() {
    this.started ??= new Promise((ready, broken) => {
      const code = URL.createObjectURL(new Blob([one("worker").textContent], { type: "text/javascript" }));
      this.worker = new Worker(trusted.createScriptURL(code));
      this.worker.addEventListener("message", ({ data }) => {
        if (data.ready) ready();
        else if (data.broken) broken(new Error(data.broken));
        else if (data.n) {
          waiting.get(data.n)(data);
          waiting.delete(data.n);
        } else progressed(data);
      });
      this.worker.addEventListener("error", (event) => broken(new Error(event.message || "the worker does not start")));
      this.worker.postMessage({ packed: one("library").textContent });
    });
    return this.started;
  },
  // The answer to a question, with the bytes beside it; an error of the library is thrown.
  async ask(question, file) {
    await this.start();
    asked += 1;
    const n = asked;
    const { answer, attached } = await new Promise((done) => {
      waiting.set(n, done);
      this.worker.postMessage({ n, question, file });
    });
    if (answer.error) throw answer.error;
    return { ok: answer.ok, attached };
  },
};

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

let size = 0;
const progressed = (data) => {
  const bar = one("progress");
  const [bytes, of] = data.of === undefined ? [data.progress, size] : [data.copied, data.of];
  if (!of) return;
  bar.max = of;
  bar.value = Math.min(bytes, of);
  one("doing").textContent = `${copying}: ${megabytes(Math.min(bytes, of))} of ${megabytes(of)}`;
};

const doing = (text, bytes = 0) => {
  copying = text;
  size = bytes;
  one("working").hidden = !text;
  one("doing").textContent = text;
  one("progress").removeAttribute("value");
};

// --- What was dropped ---

let items = [];
let dropped = 0;
// The instance's memory ends at 4 GB, and a file is held in it besides what is made of it.
const MOST_BYTES = 1 << 30;

const ROLES = {
  scan: [["scan", "newer side"], ["baseline", "older side"], ["none", "not used"]],
  registry: [["registry", "registry"], ["none", "not used"]],
  inventory: [["inventory", "inventory"], ["none", "not used"]],
  none: [["none", "not used"]],
};

const rolesOf = (item) => {
  const kind = item.found?.kind;
  if (kind === "registry" || item.toml) return ROLES.registry;
  if (kind === "inventory") return ROLES.inventory;
  if (kind === "scan" || kind === "bundle" || kind === "broken") return ROLES.scan;
  return ROLES.none;
};

const ids = (role) => items.filter((item) => item.role === role).map((item) => item.id);

const fault = (text) => {
  one("fault").textContent = plain(text ?? "");
  one("fault").hidden = !text;
};

const PREDICATE = "amicis.predicate.json";
const isBundle = (name, files) => [PREDICATE, "results.json"].every((file) => files.some(({ path }) => path === `${name}/${file}`));
const isToml = ({ path }) => /\.toml$/i.test(path);

// Files as they were given: by themselves, or in folders. A bundle stays whole; in another folder the TOML files are the
// registry. The files of a bundle that were chosen one by one are one.
const together = (files) => {
  const folders = new Map();
  const alone = [];
  for (const given of files) {
    const [top, ...rest] = given.path.split("/");
    if (rest.length) folders.set(top, [...(folders.get(top) ?? []), given]);
    else alone.push(given);
  }
  const names = alone.map(({ path }) => path);
  if ([PREDICATE, "results.json", "SHA256SUMS"].every((name) => names.includes(name))) {
    folders.set("bundle", alone.splice(0).map(({ path, file }) => ({ path: `bundle/${path}`, file })));
  }
  const groups = alone.map((given) => ({ name: given.path, folder: false, files: [given], toml: isToml(given) }));
  for (const [name, within] of folders) {
    const registry = isBundle(name, within) ? [] : within.filter(isToml);
    const others = within.filter((given) => !registry.includes(given));
    if (others.length) groups.push({ name, folder: true, files: others, toml: false });
    if (registry.length) groups.push({ name, folder: true, files: registry, toml: true });
  }
  return groups;
};

const add = async (files, roles = new Map()) => {
  fault();
  for (const group of together(files)) {
    dropped += 1;
    const item = { ...group, id: `f${dropped}`, role: "none" };
    try {
      const large = group.files.find(({ file }) => file.size > MOST_BYTES);
      if (large) throw { message: `${large.path}: larger than ${megabytes(MOST_BYTES)}, which is more than this page reads`, help: "the program reads it" };
      for (const { path, file } of group.files) {
        doing(`Taking ${path}`, file.size);
        await library.ask({ do: "add", id: item.id, path, name: group.name, folder: group.folder }, file);
      }
      const bytes = group.files.reduce((sum, { file }) => sum + file.size, 0);
      doing(`Reading ${group.name}`, group.files.length === 1 ? bytes : 0);
      item.found = (await library.ask({ do: "read", id: item.id })).ok;
    } catch (error) {
      item.found = { kind: "other", what: "not read", scans: [], said: [{ level: "error", text: error.message ?? String(error), help: error.help }] };
      // Nothing of it is kept: a part would pass for the whole.
      await library.ask({ do: "remove", id: item.id });
    }
    item.role = roles.get(group.name) ?? rolesOf(item)[0][0];
    items.push(item);
    // A release beside a scan of today is what that is compared with.
    const scans = items.filter((other) => other.found.kind === "scan" && other.role === "scan");
    if (scans.length) items.filter((other) => other.found.kind === "bundle" && !other.chosen).forEach((other) => { other.role = "baseline"; });
    list();
  }
  doing("");
  if (items.length) await show();
};

const remove = async (item) => {
  items = items.filter((other) => other !== item);
  list();
  one("pick").focus();
  await library.ask({ do: "remove", id: item.id });
  await show();
};

const saidList = (said) => make("ul", { className: "said" }, ...said.map(({ level, text, help }) => make("li", { className: level },
  make("b", {}, `${level}: `), text, ...(help ? [make("span", { className: "help" }, `help: ${help}`)] : []))));

const describe = ({ found }) => {
  const lines = [make("p", {}, found.what)];
  for (const scan of found.scans.slice(0, 5)) {
    lines.push(make("p", { className: "note" }, `${scan.tool || "a tool"} (${scan.format}) · ${scan.benchmark} · ${scan.checks} checks, ${scan.failed} failed`
      + (scan.finished ? ` · ${scan.finished.slice(0, 10)}` : "")));
  }
  if (found.scans.length > 5) lines.push(make("p", { className: "note" }, `and ${found.scans.length - 5} more`));
  if (found.shown) lines.push(make("pre", { tabIndex: 0, "aria-label": "What is wrong in it" }, found.shown.trimEnd()));
  else if (found.said.length > 3) {
    const [first, ...rest] = found.said;
    lines.push(saidList([first]), make("details", {}, make("summary", {}, `and ${rest.length} more`), saidList(rest)));
  } else if (found.said.length) lines.push(saidList(found.said));
  return lines;
};

const list = () => {
  one("listed").hidden = one("asked").hidden = one("results").hidden = !items.length;
  one("items").replaceChildren(...items.map((item) => {
    const side = make("select", { name: `side-${item.id}`, "aria-label": `Side of ${plain(item.name)}` },
      ...rolesOf(item).map(([value, text]) => make("option", { value, selected: item.role === value }, text)));
    side.addEventListener("change", () => {
      [item.role, item.chosen] = [side.value, true];
      show();
    });
    const gone = make("button", { type: "button", "aria-label": `Remove ${plain(item.name)}` }, "Remove");
    gone.addEventListener("click", () => remove(item));
    return make("tr", {}, make("td", { "data-h": "File" }, item.name + (item.folder ? "/" : "")),
      make("td", { "data-h": "What it is" }, ...describe(item)), make("td", { "data-h": "Side" }, side), make("td", {}, gone));
  }));
};

// --- Dropping and choosing ---

const below = async (entry) => {
  if (entry.isFile) return [{ path: entry.fullPath.replace(/^\//, ""), file: await new Promise((done, no) => entry.file(done, no)) }];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, no) => reader.readEntries(done, no));
    if (!some.length) return found;
    for (const inner of some) found.push(...await below(inner));
  }
};

const belowHandle = async (handle, path) => {
  if (handle.kind === "file") return [{ path, file: await handle.getFile() }];
  const found = [];
  for await (const inner of handle.values()) found.push(...await belowHandle(inner, `${path}/${inner.name}`));
  return found;
};

const ofDrop = async (transfer) => {
  const given = [...transfer.items].filter((item) => item.kind === "file").map((item) => ({
    file: item.getAsFile(),
    entry: item.webkitGetAsEntry?.(),
    // Chrome gives a page from a disk the files of a folder by its handle alone.
    handle: item.webkitGetAsEntry?.()?.isDirectory ? item.getAsFileSystemHandle?.() : undefined,
  }));
  const files = [];
  for (const { file, entry, handle } of given) {
    if (!entry?.isDirectory) files.push({ path: file.name, file });
    else {
      const open = await handle?.catch(() => undefined);
      files.push(...await (open ? belowHandle(open, open.name) : below(entry)));
    }
  }
  return files;
};

const ofInput = (input) => [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

const drop = one("drop");
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  try {
    await add(await ofDrop(event.dataTransfer));
  } catch (error) {
    fault(`The folder was not read: this browser does not give its files to a page that is dropped onto (${error.message}). Use “Choose a folder”.`);
  }
});
for (const [button, input] of [["pick", "files"], ["pick-folder", "folder"]]) {
  one(button).addEventListener("click", () => one(input).click());
  one(input).addEventListener("change", async () => {
    const files = ofInput(one(input));
    one(input).value = "";
    await add(files);
  });
}
one("sample").addEventListener("click", async () => {
  doing("Starting");
  const { ok, attached } = await library.ask({ do: "sample" });
  const roles = new Map();
  let at = 0;
  const files = ok.files.map(({ name, role, bytes }) => {
    roles.set(name, role);
    at += bytes;
    return { path: name, file: new File([attached.slice(at - bytes, at)], name) };
  });
  one("as-of").value = ok.as_of;
  await add(files, roles);
});

// --- What is made ---

const today = () => new Date().toISOString().slice(0, 10);

const question = (view, to) => {
  const asOf = one("as-of").value;
  return {
    do: "make", view, to, scans: ids("scan"), baseline: ids("baseline"), registry: ids("registry"), inventory: ids("inventory").slice(0, 1),
    today: today(), as_of: asOf && asOf !== today() ? asOf : null, image: one("image").value, benchmark: one("benchmark").value,
  };
};

// The files that a view makes, each with its name and its bytes.
const made = async (view, to) => {
  const { ok, attached } = await library.ask(question(view, to));
  let at = 0;
  const files = ok.files.map((file) => {
    at += file.bytes;
    return { ...file, bytes: attached.slice(at - file.bytes, at) };
  });
  return { ...ok, files };
};

const save = ({ name, media_type: type, bytes }) => {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
};

const saveButton = (view, { id, about }, into) => {
  const button = make("button", { type: "button", title: about }, `Save ${id}`);
  button.addEventListener("click", async () => {
    doing(`Making ${id}`);
    try {
      const { files, said } = await made(view, id);
      files.forEach(save);
      into.replaceChildren(...(files.length ? [] : [saidList(said)]));
    } catch (error) {
      into.replaceChildren(saidList([{ level: "error", text: error.message, help: error.help }]));
    }
    doing("");
  });
  return button;
};

let outputs = new Map();

const saves = (views, long) => {
  const into = make("div", { role: "status" });
  const listed = make("ul", { className: long ? "saves long" : "saves" }, ...views.flatMap((view) => (outputs.get(view) ?? []).map((output) =>
    make("li", {}, saveButton(view, output, into), ...(long ? [output.about] : [])))));
  return [listed, into];
};

// An address that holds the page is the only one whose links to places in itself work in such a frame; browsers end
// addresses at two megabytes.
const MOST_IN_ADDRESS = 1e6;
const address = (blob) => new Promise((done, no) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = () => no(reader.error);
  reader.readAsDataURL(blob);
});

let frameUrl;
const framed = async (title, bytes) => {
  const blob = new Blob([bytes], { type: "text/html;charset=utf-8" });
  const large = bytes.byteLength > MOST_IN_ADDRESS;
  URL.revokeObjectURL(frameUrl);
  frameUrl = large ? URL.createObjectURL(blob) : undefined;
  // Its own script may run, apart from this page; it may open nothing and go nowhere.
  const frame = make("iframe", { title, sandbox: "allow-scripts", src: large ? frameUrl : await address(blob) });
  return large ? [saidList([{ level: "note", text: "this page is large, so its links work when it is saved and opened alone" }]), frame] : [frame];
};

// What the reading said stands in the list of files; here is what is said beside it.
const beside = (said) => {
  const known = new Set(items.flatMap(({ found }) => found.said.map(({ text }) => text)));
  const fresh = said.filter(({ text }) => !known.has(text));
  return fresh.length ? [saidList(fresh)] : [];
};

const page = (view, title) => async () => {
  const { files: [file], said } = await made(view, "html");
  return [...saves([view]), ...beside(said), ...await framed(title, file.bytes)];
};

const OUTCOMES = {
  passes: ["the gate lets it pass", "passed"],
  fails: ["the gate says no", "open"],
  "cannot-judge": ["the gate cannot judge", "unverified"],
  "nothing-to-judge": ["there is nothing to judge", "unverified"],
  incomplete: ["a file could not be read", "open"],
};

const gate = async () => {
  const { files: [file], said, outcome } = await made("gate", "text");
  const verdict = make("p", { className: "verdict" }, make("span", { className: `chip ${OUTCOMES[outcome]?.[1] ?? "unverified"}` }, OUTCOMES[outcome]?.[0] ?? outcome));
  return [...saves(["gate", "findings"]), ...beside(said), verdict, make("pre", { tabIndex: 0, "aria-label": "The gate's verdict" }, new TextDecoder().decode(file.bytes))];
};

const systems = async () => [
  make("h3", {}, "The assessment, for other systems"), ...saves(["assessment"], true),
  make("h3", {}, "The scans, in the native format"), ...saves(["scans"], true),
];

const verified = ({ found, name }, result) => {
  const rows = result.steps.map((step) => make("tr", {}, make("td", { "data-h": "Step" }, step.name),
    make("td", { className: step.state === "unseen" ? "unseen-step" : step.state, "data-h": "State" }, step.state === "unseen" ? "not looked at" : step.state), make("td", {}, step.about)));
  const head = make("thead", {}, make("tr", {}, ...["Step", "State", "What is held against what"].map((text) => make("th", { scope: "col" }, text))));
  const parts = [make("p", { className: "verdict" }, make("span", { className: `chip ${result.whole ? "passed" : "open"}` }, result.whole ? "whole" : "not whole"), ` ${result.said}`)];
  if (result.help) parts.push(make("p", { className: "hint" }, `help: ${result.help}`));
  parts.push(make("div", { className: "wide" }, make("table", { className: "steps cards" }, make("caption", { className: "unseen" }, `Steps for ${plain(name)}`), head, make("tbody", {}, ...rows))));
  if (result.digest) parts.push(make("p", { className: "digest" }, `SHA256SUMS has the digest sha256:${result.digest}; compare it with what the releaser says`));
  parts.push(make("h3", {}, result.doubts.length ? "Doubts that the statement names" : "The statement names no doubt"));
  if (result.doubts.length) parts.push(make("ul", { className: "plain" }, ...result.doubts.map((doubt) => make("li", {}, doubt))));
  parts.push(make("details", {}, make("summary", {}, `${result.files.length} files`), make("ul", { className: "plain" }, ...result.files.map((file) => make("li", {}, `${file.name}, ${file.bytes} bytes`)))));
  return parts;
};

let digest = "";
const verify = async () => {
  const wanted = make("input", { type: "text", id: "digest", value: digest, placeholder: "sha256:… as the releaser gives it", spellcheck: false });
  wanted.addEventListener("change", () => {
    digest = wanted.value;
    show();
  });
  const parts = [make("div", { className: "asked" }, make("label", {}, make("span", {}, "Digest of SHA256SUMS, to be held against"), wanted))];
  for (const item of items.filter(({ found }) => found.kind === "bundle" || found.kind === "broken")) {
    if (item.found.kind === "broken" && !isBundle(item.name, item.files)) continue;
    parts.push(make("h3", {}, item.name));
    try {
      parts.push(...verified(item, (await library.ask({ do: "verify", id: item.id, digest })).ok));
    } catch (error) {
      parts.push(saidList([{ level: "error", text: error.message, help: error.help }]));
    }
  }
  if (parts.length === 1) parts.push(make("p", { className: "none" }, "No bundle is here: drop the whole folder that `amicis release` wrote."));
  return parts;
};

const TABS = [
  ["exceptions", "Exceptions", page("exceptions", "The exceptions table")],
  ["report", "Report", page("report", "The report")],
  ["diff", "Diff", page("diff", "The comparison")],
  ["history", "History", page("history", "The history")],
  ["gate", "Gate", gate],
  ["systems", "Other systems", systems],
  ["verify", "Verify", verify],
];
let current = "exceptions";

const tabs = one("tabs");
const choose = (id) => {
  current = id;
  for (const tab of tabs.children) {
    const chosen = tab.id === `tab-${id}`;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
  }
  one("result").setAttribute("aria-labelledby", `tab-${id}`);
  return show();
};

let turn = 0;
const show = async () => {
  if (!items.length) return;
  turn += 1;
  const mine = turn;
  one("result").setAttribute("aria-busy", true);
  const [, title, render] = TABS.find(([id]) => id === current);
  doing(`Making ${title.toLowerCase()}`);
  let parts;
  try {
    parts = await render();
  } catch (error) {
    parts = [saidList([{ level: "error", text: error.message ?? String(error), help: error.help }])];
  }
  // A later question has been asked meanwhile.
  if (mine !== turn) return;
  doing("");
  one("result").replaceChildren(...parts);
  one("result").removeAttribute("aria-busy");
};

tabs.append(...TABS.map(([id, title]) => {
  const tab = make("button", { type: "button", id: `tab-${id}`, role: "tab", "aria-controls": "result" }, title);
  tab.addEventListener("click", () => choose(id));
  return tab;
}));
tabs.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = TABS.findIndex(([id]) => id === current);
  const [next] = TABS[(at + step + TABS.length) % TABS.length];
  choose(next);
  one(`tab-${next}`).focus();
});

// --- The rest of the page ---

one("as-of").value = today();
one("clock").textContent = `What is in force is decided as of that day; today is ${today()} in UTC, by the clock of this machine.`;
for (const id of ["as-of", "image", "benchmark"]) one(id).addEventListener("change", () => show());
one("asked").addEventListener("submit", (event) => event.preventDefault());

const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const mark = () => {
  one("theme").textContent = `Use the ${dark() ? "light" : "dark"} theme`;
};
one("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  mark();
});
one("theme").hidden = false;
mark();

(async () => {
  try {
    const { ok } = await library.ask({ do: "about" });
    outputs = new Map(ok.views.map(({ view, outputs: known }) => [view, known]));
    one("version").textContent = `amicis ${ok.version}`;
    one("formats").textContent = `${ok.formats.formats.length} formats of scans are read.`;
    choose(current);
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    fault(`The library does not start: ${error.message}. It needs WebAssembly and DecompressionStream, which browsers have had since 2023.`);
  }
})();
