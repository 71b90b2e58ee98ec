"use strict";
// Runs the library away from the page, so that the page answers while a large file is read. A trap ends an instance of
// it; another is started then, and gets the files again.
let module;
let library;
const kept = new Map();
const say = new TextEncoder();
const read = new TextDecoder();

const start = async () => {
  const imports = { page: { progress: (bytes) => postMessage({ progress: bytes }) } };
  library = (await WebAssembly.instantiate(module, imports)).exports;
};

const unpacked = async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
};

// Writes a file into the library's memory, piece by piece.
const put = async (file) => {
  const at = library.file(file.size);
  let done = 0;
  const pieces = file.stream().getReader();
  for (;;) {
    const { done: last, value } = await pieces.read();
    if (last) break;
    new Uint8Array(library.memory.buffer, at + done, value.length).set(value);
    done += value.length;
    postMessage({ copied: done, of: file.size });
  }
  if (done !== file.size) throw new Error("the file was changed while it was read");
};

const ask = async (question, file) => {
  if (file) await put(file);
  const bytes = say.encode(JSON.stringify(question));
  const at = library.question(bytes.length);
  new Uint8Array(library.memory.buffer, at, bytes.length).set(bytes);
  const length = library.ask();
  const memory = library.memory.buffer;
  const answer = JSON.parse(read.decode(new Uint8Array(memory, library.answer(), length)));
  return { answer, attached: memory.slice(library.attached(), library.attached() + library.attached_length()) };
};

const again = async () => {
  await start();
  for (const files of kept.values()) {
    for (const [question, file] of files) await ask(question, file);
  }
};

const answered = async ({ n, question, file }) => {
  try {
    const { answer, attached } = await ask(question, file);
    if (question.do === "add") kept.set(question.id, [...(kept.get(question.id) ?? []), [question, file]]);
    if (question.do === "remove") kept.delete(question.id);
    postMessage({ n, answer, attached }, [attached]);
  } catch (fault) {
    const trap = fault instanceof WebAssembly.RuntimeError || fault instanceof RangeError;
    // What it ended at is not given to the next instance, which would end there as well.
    if (question.do === "read" || question.do === "add") kept.delete(question.id);
    let help = "get the file whole, or close other programs that write it";
    if (trap) help = "this is a fault of amicis, or the browser has too little memory: the program itself reads the file, and the project's issues take the report";
    const message = trap ? `the library ended in the middle of its work (${fault.message})` : String(fault.message ?? fault);
    try {
      await again();
    } catch (second) {
      help = `load the page anew: the library does not start again (${second.message})`;
    }
    postMessage({ n, answer: { error: { message, help, fault: true } }, attached: new ArrayBuffer(0) });
  }
};

// One question after the other.
let queue = Promise.resolve();
addEventListener("message", ({ data }) => {
  queue = queue.then(async () => {
    if (!data.packed) return answered(data);
    try {
      module = await WebAssembly.compile(await unpacked(data.packed));
      await start();
      postMessage({ ready: true });
    } catch (fault) {
      postMessage({ broken: String(fault.message ?? fault) });
    }
    return undefined;
  });
});
