import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The newest version of Node that is known to have the flags; one that lacks them would print that it does. */
const newest = 25;

const flags = [
  // the heap grows by a tenth, not by half or more, until all of it is looked through
  "--heap-growing-percent=10",
  // the first requests live long, as they wait for the first list; those after them do not
  "--no-allocation-site-pretenuring",
  // undici's parser is one large function in WebAssembly: compiling it again, to run faster, takes 40 MB for a moment,
  // and more of the processor than the answers of a panel give back
  "--no-wasm-dynamic-tiering",
  "--no-wasm-tier-up",
];

/** When all of the heap is looked through for the first time, in milliseconds. Runs of a thousand resources are shorter. */
const firstCollection = 4000;

/**
 * Lets Node collect what is dead sooner, in the engine's plugin process. A run of thousands of resources reads hundreds of
 * long lists, and V8, which takes what a program held for a while for what it will hold, lets the heap grow to several
 * times of what lives in it. The flags only tell V8 when to collect, where new objects go, and what not to compile twice.
 */
export function keepHeapSmall(version = process.versions.node): void {
  if (Number.parseInt(version) > newest) return;
  for (const flag of flags) setFlagsFromString(flag);
  // what bounds the heap's growth is what lived when all of it was looked through, and V8 puts off the first time
  setTimeout(collect, firstCollection).unref();
}

/** Looks through all of the heap. Node hands V8's function for that to a context that is made after the flag is set. */
function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("globalThis.gc") as (() => void) | undefined;
  setFlagsFromString("--no-expose-gc");
  gc?.();
}
