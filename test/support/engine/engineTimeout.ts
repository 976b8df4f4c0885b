// A bound for a run that hangs; no test asserts a time.
jest.setTimeout(600_000);
