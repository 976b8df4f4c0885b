import process from "node:process";

/** How often a terminal that cannot redraw a line (a CI log) gets a new one. */
const logEverySeconds = 30;

/** A long step's progress: one line that is redrawn on a terminal, a line now and then in a log. */
export class Progress {
  #started = Date.now();
  #logged = Date.now();

  /** @param {string} title What is being done; stands first in each line. */
  constructor(title) {
    this.title = title;
    console.log(`${title} ...`);
  }

  /** Says how far the step is. @param {string} state */
  update(state) {
    const line = `  ${this.#elapsed()}  ${state}`;
    if (process.stdout.isTTY) {
      process.stdout.write(`\r\u001b[K${line.slice(0, process.stdout.columns - 1)}`);
    } else if (Date.now() - this.#logged >= logEverySeconds * 1000) {
      this.#logged = Date.now();
      console.log(line);
    }
  }

  /** Ends the step; where nothing is to be said the redrawn line just disappears. @param {string} [result] */
  end(result) {
    if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
    if (result !== undefined) console.log(`  ${result} (${this.#elapsed()})`);
  }

  #elapsed() {
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
