import { log } from "../../src/adapter/log";

const before = process.env.BRAINYCP_LOG;
afterEach(() => {
  if (before === undefined) delete process.env.BRAINYCP_LOG;
  else process.env.BRAINYCP_LOG = before;
  jest.restoreAllMocks();
});

it.each([
  ["debug", [["brainycp: onspf example.com: 0"]]],
  ["info", []],
  ["", []],
])("with BRAINYCP_LOG=%s a line of the log is %j on standard error", (setting, lines) => {
  const printed = jest.spyOn(console, "error").mockReturnValue();
  process.env.BRAINYCP_LOG = setting;
  log("onspf example.com: 0");
  expect(printed.mock.calls).toEqual(lines);
});
