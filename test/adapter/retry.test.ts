import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "../../src/adapter/client";
import { call } from "../support/calls";
import { panelAt } from "../support/panels";
import { errorOf, settingsFor, startWeb, type WebServer } from "../support/servers";

/** Four deadlines of half a second are over after this. */
const longerThanAllDeadlines = 2_300;

/** A panel that is too busy for the first writes, and says of all other calls that they are done. */
function startBusy(times: number, atFirst: () => void = () => undefined): Promise<WebServer> {
  let writes = 0;
  return startWeb((form, _request, response) => {
    const isWrite = /&(addforward|offspf)=/.test(form);
    if (isWrite && ++writes === 1) atFirst();
    const isBusy = isWrite && writes <= times;
    response.writeHead(isBusy ? 503 : 200).end('{"error":0,"mess":"done"}');
  });
}

/** The operations that a server was called for. */
function operationsAt({ forms }: WebServer): (string | undefined)[] {
  return forms.map((form) => /&(?:mailclient|bindserver)=\w+&(\w+)=/.exec(form)?.[1]);
}

describe("a write", () => {
  it("that waited for its turn longer than all deadlines is still sent again", async () => {
    const web = await startBusy(1);
    const { panel, turns } = panelAt(web, { timeoutSeconds: 0.5 });
    const other = turns.take(() => sleep(longerThanAllDeadlines));
    const fields = { source: "info@example.com", target: "bob@example.org" };
    const isMade = (): Promise<undefined> => panel.lists.forwards().then(() => undefined);
    await panel.change("addforward", fields, "info@example.com", isMade);
    await other;
    expect(operationsAt(web)).toEqual(["addforward", "getforwardmail", "addforward"]);
  });

  it("is sent a third time also where it waited that long for its second turn", async () => {
    const others: Promise<void>[] = [];
    const queue = { take: (): Promise<void> => Promise.resolve() };
    const web = await startBusy(2, () => void others.push(queue.take()));
    const { panel, turns } = panelAt(web, { timeoutSeconds: 0.5 });
    queue.take = () => turns.take(() => sleep(longerThanAllDeadlines));
    const isOff = (): Promise<undefined> => panel.lists.zone("example.com").then(() => undefined);
    const answer = await panel.change("offspf", { domain: "example.com" }, "example.com", isOff);
    expect(answer.meaning).toBe("done");
    await Promise.all(others);
    expect(operationsAt(web)).toEqual(["offspf", "show_zones", "offspf", "show_zones", "offspf"]);
  });
});

it("A call whose pauses used up all deadlines is not sent again, whatever the number of retries", async () => {
  const web = await startWeb((_form, _request, response) =>
    response.writeHead(503, { "retry-after": "3" }).end(),
  );
  const client = new Client(settingsFor(web, { maxRetries: 20, timeoutSeconds: 0.5 }));
  expect((await errorOf(call(client, "getlistmail"))).code).toBe("http_status");
  expect(web.forms).toHaveLength(2);
});
