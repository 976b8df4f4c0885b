/** @typedef {import("../pageContents").PageContents} PageContents */
/** @typedef {import("../pageContents").PageTable} PageTable */

/** How long what is read aloud stays the same, in milliseconds: a voice cannot follow every call. */
const announcementPause = 3000;

const pauseButton = byId("pause");
/** The latest contents; undefined until the first arrive. @type {PageContents | undefined} */
let latest;
let isPaused = false;
/** @type {number | undefined} */
let announcement;

byId("endpoint").textContent = `${location.origin}/api/api.php`;

const events = new EventSource("events");
events.addEventListener("open", showConnection);
events.addEventListener("error", showConnection);
events.addEventListener("message", (/** @type {MessageEvent<string>} */ { data }) => {
  /** @type {unknown} */
  const contents = JSON.parse(data);
  const isFirst = latest === undefined;
  latest = /** @type {PageContents} */ (contents);
  if (!isPaused) show(latest, isFirst);
});
pauseButton.addEventListener("click", () => {
  isPaused = !isPaused;
  pauseButton.setAttribute("aria-pressed", String(isPaused));
  showConnection();
  if (!isPaused && latest !== undefined) show(latest);
});

function showConnection() {
  const isOpen = events.readyState === EventSource.OPEN;
  const state = isPaused ? "Paused" : isOpen ? "Live" : "Not connected";
  byId("connection").textContent = state;
  document.documentElement.dataset.state = state;
}

/** Shows these contents; what comes later than the first is marked as new. */
function show(/** @type {PageContents} */ { tables, summary }, isFirst = false) {
  for (const [id, table] of Object.entries(tables)) showTable(byId(id), table, isFirst);
  announcement ??= window.setTimeout(
    () => {
      announcement = undefined;
      byId("summary").textContent = latest?.summary ?? summary;
    },
    isFirst ? 0 : announcementPause,
  );
}

/** Shows the rows of a table. A row that is unchanged stays the element that it is, and so keeps its selection. */
function showTable(
  /** @type {HTMLElement} */ element,
  /** @type {PageTable} */ { rows, total },
  /** @type {boolean} */ isFirst,
) {
  const body = /** @type {HTMLTableSectionElement} */ (element.querySelector("tbody"));
  const before = new Map([...body.rows].map((row) => [row.dataset.cells ?? "", row]));
  const newestFirst = element.id === "calls" ? rows.toReversed() : rows;
  const after = newestFirst.map((cells) => {
    const key = JSON.stringify(cells);
    const row = before.get(key) ?? newRow(cells, key, isFirst);
    before.delete(key);
    return row;
  });
  for (const gone of before.values()) gone.remove();
  after.forEach((row, index) => {
    if (body.rows[index] !== row) body.insertBefore(row, body.rows[index] ?? null);
  });
  while (body.rows.length > after.length) body.deleteRow(-1);
  const count = /** @type {HTMLElement} */ (element.querySelector(".count"));
  count.textContent = rows.length < total ? `the latest ${rows.length} of ${total}` : String(total);
}

/** A row whose first cell names it. The text is never taken for HTML. */
function newRow(/** @type {string[]} */ cells, /** @type {string} */ key, /** @type {boolean} */ isFirst) {
  const row = document.createElement("tr");
  row.dataset.cells = key;
  row.classList.toggle("new", !isFirst);
  cells.forEach((text, index) => {
    const cell = document.createElement(index === 0 ? "th" : "td");
    if (index === 0) cell.setAttribute("scope", "row");
    cell.dataset.text = text;
    cell.textContent = text;
    row.append(cell);
  });
  return row;
}

function byId(/** @type {string} */ id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
