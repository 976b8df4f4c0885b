import { Session } from "../../src/lifecycle/session";
import { stackOf } from "../support/lifecycles";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

it("A run whose engine is gone begins no move of mail, and finishes the one it is in the midst of", async () => {
  const config = stackOf(await start());
  const session = new Session();
  session.configure((key) => config[key], Object.keys(config));
  const site = session.connect(undefined);
  const moved: string[] = [];
  const move = (email: string): Promise<void> =>
    site.move(email, () => {
      moved.push(email);
      return Promise.resolve();
    });
  await site.move("first@example.com", async () => {
    session.run.isOrphaned = true;
    await move("carried@example.com");
  });
  await expect(move("second@example.com")).rejects.toMatchObject({ code: "cancelled" });
  expect(moved).toEqual(["carried@example.com"]);
});
