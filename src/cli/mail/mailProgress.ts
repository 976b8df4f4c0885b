import { megabytes, type Progress as MailProgress, type Tally } from "../../mail/tally";
import type { Progress } from "../progress";

/** Begins a stage, and says how much mail of it is done, how fast, and how long the rest takes. */
export function beginMail(progress: Progress, stage: string): MailProgress {
  progress.begins(stage);
  let started = Date.now();
  let last = 0;
  return (done, all) => {
    // another pass over the same mail
    if (done.messages < last) started = Date.now();
    last = done.messages;
    progress.details(progressWords(done, all, (Date.now() - started) / 1000));
  };
}

/** Such as `1,204 of 5,000 messages, 87 of 402 MB, 12 MB/s, 26 s left`. */
export function progressWords(done: Tally, all: Tally, seconds: number): string {
  const count = (number: number): string => number.toLocaleString("en-GB");
  const words = [
    `${count(done.messages)} of ${count(all.messages)} messages`,
    `${megabytes(done.bytes)} of ${megabytes(all.bytes)} MB`,
  ];
  // earlier it would be a guess
  if (seconds >= 1 && done.bytes > 0) {
    const rate = done.bytes / seconds;
    words.push(`${megabytes(rate)} MB/s`, `${timeWords((all.bytes - done.bytes) / rate)} left`);
  }
  return words.join(", ");
}

function timeWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
