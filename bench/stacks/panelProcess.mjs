// A simulated panel in a process of its own, so that its work is on nobody else's bill. `panel.mjs` starts it.
import { startSimulator } from "../../dist/simulator/simulator.js";

const [latencyMs = "0"] = process.argv.slice(2);
const simulator = await startSimulator({ settings: { latencyMs: Number(latencyMs) } });

process.on("message", () => {
  /** @type {Record<string, number>} */
  const requests = {};
  for (const { operation } of simulator.requests) requests[operation] = (requests[operation] ?? 0) + 1;
  simulator.requests.length = 0;
  const { user, system } = process.cpuUsage();
  const quotas = simulator.panel.mailboxes().map(({ quota }) => quota);
  process.send?.({ requests, quotas, cpuSeconds: (user + system) / 1e6 });
});
// the bench has ended, whichever way
process.on("disconnect", () => void simulator.close());
process.send?.(simulator.url);
