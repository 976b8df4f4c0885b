// How fast mail is carried out of a mailbox and back, compared with other ways, on a real Dovecot: `npm run bench:mail`.
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

import Table from "cli-table3";

import { dovecotProgram } from "../dist/simulator/dovecot.js";
import { contenders, isInstalled, ours } from "./mail/contenders.mjs";
import { MailGround, messagesIn } from "./mail/mailGround.mjs";
import { bytes, messages } from "./mail/sampleMail.mjs";

/** @typedef {import("./mail/contenders.mjs").Contender} Contender */

/** How often each of them copies all mail. The shortest time counts; times are compared with those of the same round. */
const rounds = 3;

/** @typedef {Map<Contender, number[]>} Times Seconds of each round. */

if (dovecotProgram === undefined) {
  console.log(
    "Dovecot is not installed (Debian: apt-get install dovecot-imapd), so there is nothing to measure.",
  );
} else {
  for (const { needs } of contenders.filter((contender) => !isInstalled(contender)))
    console.log(`Left out, since it is not installed: ${needs}.`);
  await measure(contenders.filter(isInstalled));
}

async function measure(/** @type {readonly Contender[]} */ present) {
  const addresses = Array.from({ length: rounds }, (_, round) =>
    present.map((_, place) => addressOf(round, place)),
  );
  const ground = await MailGround.make(addresses.flat());
  /** @type {Times} */
  const out = new Map();
  /** @type {Times} */
  const back = new Map();
  try {
    for (let round = 0; round < rounds; round++) await measureRound(ground, present, round, { out, back });
  } finally {
    await ground.remove();
  }
  console.log(`${messages} messages, ${(bytes / 1e6).toFixed(0)} MB, best of ${rounds} rounds`);
  console.log(tableOf("out", out));
  console.log(tableOf("back", back));
}

async function measureRound(
  /** @type {MailGround} */ ground,
  /** @type {readonly Contender[]} */ present,
  /** @type {number} */ round,
  /** @type {{ out: Times, back: Times }} */ { out, back },
) {
  // each of them is the first in turn
  const order = [...present.slice(round % present.length), ...present.slice(0, round % present.length)];
  for (const contender of order) {
    const copy = `${present.indexOf(contender)}-${round}`;
    const work = contender.out;
    if (work === undefined) continue;
    refuseLoss(contender, await time(out, contender, () => work(ground, copy)));
  }
  for (const contender of order) {
    const place = present.indexOf(contender);
    const address = addressOf(round, place);
    await time(back, contender, () => contender.back(ground, `${place}-${round}`, address));
    refuseLoss(contender, messagesIn(ground.maildirOf(address)));
  }
}

/**
 * @template Result
 * @returns {Promise<Result>} What the work returns.
 */
async function time(
  /** @type {Times} */ times,
  /** @type {Contender} */ contender,
  /** @type {() => Promise<Result>} */ work,
) {
  // what others have written must not be on its bill
  spawnSync("sync");
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  times.set(contender, [...(times.get(contender) ?? []), seconds]);
  return result;
}

function refuseLoss(/** @type {Contender} */ { name }, /** @type {number} */ copied) {
  if (copied !== messages) throw new Error(`${name} copied ${copied} of ${messages} messages`);
}

function addressOf(/** @type {number} */ round, /** @type {number} */ place) {
  return `back-${round}-${place}@example.com`;
}

function tableOf(/** @type {string} */ direction, /** @type {Times} */ times) {
  const head = [direction, "messages/s", "MB/s", "seconds", `time / ${ours.name}'s`];
  const table = new Table({ head, style: { head: [], border: [] } });
  const own = times.get(ours) ?? [];
  for (const [{ name }, seconds] of times) {
    const best = Math.min(...seconds);
    const ratios = seconds.map((each, round) => each / (own[round] ?? Number.NaN)).sort((a, b) => a - b);
    table.push([
      name,
      (messages / best).toFixed(0),
      (bytes / 1e6 / best).toFixed(1),
      seconds.map((each) => each.toFixed(2)).join(", "),
      `${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} (${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)})`,
    ]);
  }
  return table.toString();
}
