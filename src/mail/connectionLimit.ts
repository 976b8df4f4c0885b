/** One who waits for connections. */
interface Waiting {
  readonly count: number;
  readonly most: number;
  readonly proceed: () => void;
}

/** The connections of this process to one server: who comes first is served first. */
class Connections {
  private open = 0;
  private readonly waiting: Waiting[] = [];

  take(count: number, most: number): Promise<void> {
    return new Promise((proceed) => {
      this.waiting.push({ count, most, proceed });
      this.serve();
    });
  }

  giveBack(): void {
    this.open -= 1;
    this.serve();
  }

  private serve(): void {
    for (let [next] = this.waiting; next !== undefined; [next] = this.waiting) {
      // who needs more than there may ever be gets them when nobody else has one
      if (this.open > 0 && this.open + next.count > next.most) return;
      this.open += next.count;
      this.waiting.shift();
      next.proceed();
    }
  }
}

const servers = new Map<string, Connections>();

/**
 * Waits until so many more connections to a server may be opened, and takes them all at once: whoever needs two must not
 * hold one while waiting for the other.
 *
 * @returns What to call once for each of them that is closed.
 */
export async function takeConnections(server: string, count: number, most: number): Promise<() => void> {
  const connections = servers.get(server) ?? new Connections();
  servers.set(server, connections);
  await connections.take(count, most);
  return () => connections.giveBack();
}
