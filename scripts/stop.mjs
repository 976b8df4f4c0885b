/** `npm stop`: ends what `npm start -- --keep` has left. */
import { command } from "./command.mjs";

await command(async () => {
  const { stopKept } = await import("./quickstart/kept.mjs");
  return stopKept();
});
