"use strict";
// Values of a trail are written by attackers too: they become text nodes and attributes of this program's own, nothing else.
const byId = (id) => document.getElementById(id);
const FIELDS = [
  ["abused_apis_success", "Abused APIs, success"],
  ["abused_apis_failed", "Abused APIs, failed"],
  ["other_apis_success", "Other APIs, success"],
  ["other_apis_failed", "Other APIs, failed"],
  ["aws_regions", "AWS regions"],
  ["src_ips", "Source IPs"],
  ["user_access_key_ids", "Access key IDs"],
  ["user_agents", "User agents"],
];
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const TOP = 10;
let cursor = null;
let chosen = null;
let turn = 0;

function shown(text) {
  return String(text).replace(HIDDEN, (c) => "\\u" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0"));
}

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = shown(text);
  if (className) node.className = className;
  return node;
}

function count(n) {
  return Number(n).toLocaleString("en-US");
}

function problem(text) {
  const place = byId("problem");
  place.textContent = text ? shown(text) : "";
  place.hidden = !text;
}

function headers() {
  const token = byId("token").value;
  return token ? { Authorization: "Bearer " + token } : {};
}

async function ask(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(path + (query ? "?" + query : ""), { headers: headers(), redirect: "error" });
  if (response.status === 401) byId("token-field").hidden = false;
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail || response.statusText);
  return body;
}

function common() {
  return byId("sts").checked ? { include_sts_keys: "true" } : {};
}

function row(user) {
  const tr = element("tr");
  tr.dataset.arn = user.user_arn;
  const name = element("td");
  const button = element("button", user.user_arn);
  button.type = "button";
  button.addEventListener("click", () => choose(user.user_arn));
  name.append(button);
  tr.append(name, element("td", count(user.num_of_events)), element("td", count(user.failed)), element("td", user.last_timestamp));
  if (user.user_arn === chosen) tr.classList.add("chosen");
  return tr;
}

async function list(more) {
  const mine = ++turn;
  const parameters = { ...common(), sort: byId("sort").value, limit: "50" };
  const search = byId("search").value.trim();
  if (search) parameters.search = search;
  if (more && cursor) parameters.cursor = cursor;
  try {
    const page = await ask("api/v1/users", parameters);
    if (mine !== turn) return;
    const rows = page.users.map(row);
    if (more) byId("users").append(...rows); else byId("users").replaceChildren(...rows);
    cursor = page.next_cursor || null;
    byId("more").hidden = !cursor;
    let said = count(page.total) + (page.total === 1 ? " user" : " users");
    if (page.stale_lag !== undefined) {
      said += page.stale_lag < 0 ? ", some may be behind" : ", some from a copy that is " + count(page.stale_lag) + " changes behind";
    }
    byId("status").textContent = said;
    problem(page.complete ? "" : "Not whole: partitions " + page.missing_partitions.join(", ") + " don't answer now.");
  } catch (e) {
    if (mine === turn) problem(e.message);
  }
}

async function choose(arn) {
  chosen = arn;
  history.replaceState(null, "", "#" + encodeURIComponent(arn));
  for (const tr of byId("users").children) tr.classList.toggle("chosen", tr.dataset.arn === arn);
  try {
    const [summary, timeline] = await Promise.all([
      ask("api/v1/user", { ...common(), arn, top: String(TOP) }),
      ask("api/v1/user/timeline", { ...common(), arn }),
    ]);
    if (chosen !== arn) return;
    byId("user").textContent = shown(arn);
    byId("facts").textContent = shown(
      count(summary.num_of_events) + " events, " + summary.first_timestamp + " to " + summary.last_timestamp + ", " + summary.user_types);
    byId("fields").replaceChildren(...FIELDS.flatMap(([key, title]) => field(title, summary[key])));
    draw(timeline.hours);
    byId("user-pane").hidden = false;
    problem("");
  } catch (e) {
    if (chosen === arn) problem(e.message);
  }
}

function field(title, entries) {
  if (entries.length === 0) return [];
  const table = element("table");
  for (const entry of entries) {
    const tr = element("tr");
    const value = entry.api === undefined ? entry.value : entry.api + (entry.description ? ": " + entry.description : "");
    tr.append(element("td", value), element("td", count(entry.count)), element("td", entry.last_seen));
    table.append(tr);
  }
  return [element("h3", title + (entries.length === TOP ? " (first " + TOP + ")" : "")), table];
}

const MOST_BARS = 200;

function draw(hours) {
  const first = Date.parse(hours[0].start);
  const last = Date.parse(hours[hours.length - 1].start);
  const step = Math.max(3600000, Math.ceil((last - first + 3600000) / MOST_BARS / 3600000) * 3600000);
  const bars = [];
  for (const hour of hours) {
    const at = Math.floor((Date.parse(hour.start) - first) / step);
    bars[at] = bars[at] || { ok: 0, bad: 0 };
    bars[at].ok += hour.success;
    bars[at].bad += hour.failed;
  }
  const n = Math.max(24, bars.length);
  const most = Math.max(...bars.filter(Boolean).map((b) => b.ok + b.bad));
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 " + n + " 100");
  svg.setAttribute("preserveAspectRatio", "none");
  const rect = (x, y, height, className) => {
    const r = document.createElementNS(ns, "rect");
    r.setAttribute("x", x + 0.05);
    r.setAttribute("y", y);
    r.setAttribute("width", 0.9);
    r.setAttribute("height", height);
    r.setAttribute("class", className);
    svg.append(r);
  };
  bars.forEach((bar, x) => {
    const ok = (bar.ok / most) * 100;
    const bad = (bar.bad / most) * 100;
    rect(x, 100 - ok, ok, "ok");
    rect(x, 100 - ok - bad, bad, "bad");
  });
  byId("timeline").replaceChildren(svg);
  byId("timeline-range").textContent =
    new Date(first).toISOString().slice(0, 16) + " to " + new Date(last + 3600000).toISOString().slice(0, 16) + " UTC, " +
    (step === 3600000 ? "by hour" : "by " + step / 3600000 + " hours") + "; failed in red";
}

function changed(user) {
  for (const tr of byId("users").children) {
    if (tr.dataset.arn === user.user_arn) {
      const fresh = row(user);
      fresh.classList.add("changed");
      tr.replaceWith(fresh);
      setTimeout(() => fresh.classList.remove("changed"), 2000);
      return;
    }
  }
}

// fetch and not EventSource: that one can't send a token.
async function follow() {
  let lastId = "";
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    try {
      const response = await fetch("api/v1/stream", { headers: { ...headers(), ...(lastId ? { "Last-Event-ID": lastId } : {}) } });
      if (response.ok) {
        wait = 1000;
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = "";
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          const events = (rest + part.value).split("\n\n");
          rest = events.pop();
          for (const event of events) lastId = take(event) || lastId;
        }
      }
    } catch (e) {
      // asked again below
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}

function take(event) {
  const lines = Object.fromEntries(event.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  if (lines.event === "user" && !byId("sts").checked) changed(JSON.parse(lines.data));
  if (lines.event === "reset") list(false);
  return lines.id;
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  list(false);
});
byId("sort").addEventListener("change", () => list(false));
byId("sts").addEventListener("change", () => list(false));
byId("more").addEventListener("click", () => list(true));
list(false);
follow();
if (location.hash.length > 1) {
  try {
    choose(decodeURIComponent(location.hash.slice(1)));
  } catch (e) {
    // no ARN stands there
  }
}
