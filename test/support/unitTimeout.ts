// A bound for a test that hangs, wide enough for a machine that is busy; no test asserts a time.
jest.setTimeout(120_000);
