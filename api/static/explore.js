// The picture of neighbours: a map that grows outwards from the record asked for. Nothing that stands moves when more is opened.
"use strict";

(() => {
  const holder = document.getElementById("picture");
  if (!holder || typeof cytoscape !== "function") return;

  const WIDE = 164, HIGH = 42, ACROSS = 96, DOWN = 12, HEADED = 24, STEPS = 60;
  const COLOURS = { matter: "#0e5a63", article: "#5b4a8a", list: "#8a5a00", statute: "#3f4f93", function: "#2f6b3a", unit: "#8c3b5e", ruling: "#a8470f", place: "#68757b" };
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--sans");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const said = document.getElementById("picture-said");
  const opened = new Set();
  let start = null;

  const cy = cytoscape({
    container: holder, minZoom: 0.35, maxZoom: 2, boxSelectionEnabled: false,
    style: [
      { selector: "node.record", style: {
        shape: "round-rectangle", width: WIDE, height: HIGH, "background-color": "#fff", "border-width": 1.5, "border-color": "data(colour)",
        label: "data(short)", color: "#1b2327", "font-family": FONT, "font-size": 12.5, "line-height": 1.25, "text-wrap": "wrap", "text-max-width": WIDE - 14,
        "text-valign": "center", "text-halign": "center", "text-overflow-wrap": "anywhere" } },
      { selector: "node.opened", style: { "background-color": "#e3eff0" } },
      { selector: "node.start", style: { "background-color": "data(colour)", color: "#fff", "font-weight": 700 } },
      { selector: "node.doubtful", style: { "border-style": "dashed" } },
      { selector: "node.heading", style: {
        shape: "rectangle", width: WIDE, height: HEADED - 4, "background-opacity": 0, "border-width": 0, label: "data(label)", color: "#4c585e", "font-family": FONT,
        "font-size": 12, "font-weight": 700, "text-valign": "center", "text-halign": "center", events: "no" } },
      { selector: "edge", style: { width: 1.2, "line-color": "#b9c4c7", "curve-style": "round-taxi", "taxi-direction": "horizontal", "taxi-turn": "50%" } },
      { selector: "edge.across", style: { "curve-style": "straight", "line-style": "dotted" } },
      { selector: "node.record:active", style: { "overlay-opacity": 0.08 } },
    ],
  });

  // A canvas breaks lines at spaces only: Chinese is cut here, to two lines of what a box holds.
  function short(text) {
    const article = /^(《.*》)(第[^》]+)$/.exec(text);
    if (article && text.length > 22) return (article[1].length > 11 ? article[1].slice(0, 9) + "…》" : article[1]) + "\n" + article[2];
    const lines = [""];
    let used = 0;
    for (const letter of text) {
      const width = letter.charCodeAt(0) > 0x2e7f ? 2 : 1.1;
      if (used + width > 23) {
        if (lines.length === 2) return lines[0] + "\n" + lines[1].slice(0, -1) + "…";
        lines.push("");
        used = 0;
      }
      lines[lines.length - 1] += letter;
      used += width;
    }
    return lines.join("\n");
  }

  function add(node, at, side, classes) {
    cy.add({
      group: "nodes", data: { ...node, short: short(node.label), colour: COLOURS[node.kind] || "#68757b", side }, position: at,
      classes: ["record", ...(node.mark ? ["doubtful"] : []), ...classes].join(" "), grabbable: true,
    });
  }

  function free(x, y, height) {
    return cy.nodes().every((each) => {
      const at = each.position();
      return Math.abs(at.x - x) >= WIDE || at.y + HIGH / 2 + DOWN <= y || at.y - HIGH / 2 - DOWN >= y + height;
    });
  }

  // The nearest place for a column of this height beside a node: up and down from its middle first, then one column farther out.
  function room(from, side, height) {
    for (let column = 1; column < 12; column += 1) {
      const x = from.x + side * column * (WIDE + ACROSS);
      for (let step = 0; step < STEPS; step += 1) {
        for (const sign of step ? [1, -1] : [1]) {
          const y = from.y - height / 2 + sign * step * (HIGH + DOWN) / 2;
          if (free(x, y, height)) return { x, y };
        }
      }
    }
    return { x: from.x + side * 12 * (WIDE + ACROSS), y: from.y };
  }

  function high(groups) {
    return groups.reduce((sum, group) => sum + HEADED + group.nodes.length * (HIGH + DOWN), 0);
  }

  function column(parent, groups, side) {
    if (!groups.length) return;
    const from = parent.position(), at = room(from, side, high(groups));
    let y = at.y;
    for (const group of groups) {
      cy.add({ group: "nodes", classes: "heading", selectable: false, grabbable: false, position: { x: at.x, y: y + HEADED / 2 },
        data: { id: `${parent.id()} ${group.name} ${side}`, label: group.left_out ? `${group.name}（另 ${group.left_out}）` : group.name } });
      y += HEADED;
      for (const node of group.nodes) {
        add(node, { x: at.x, y: y + HIGH / 2 }, side, []);
        cy.add({ group: "edges", data: { source: parent.id(), target: node.id } });
        y += HIGH + DOWN;
      }
    }
  }

  // Groups to the right and to the left, as evenly as they come.
  function halves(groups) {
    const right = [], left = [];
    for (const group of groups) (high(right) <= high(left) ? right : left).push(group);
    return [right, left];
  }

  async function open(node) {
    if (opened.has(node.id())) return;
    opened.add(node.id());
    const first = node.id() === start.id();
    const address = first ? holder.dataset.near : node.data("near") + (node.data("near").includes("?") ? "&" : "?") + "form=json";
    let told;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      told = await answer.json();
    } catch {
      opened.delete(node.id());
      say(node, "没有取到，请再点一次。");
      return;
    }
    let fresh = 0, left = 0;
    const taken = new Set();
    const groups = told.links.map((link) => {
      const nodes = link.nodes.filter((each) => cy.getElementById(each.id).empty() && !taken.has(each.id));
      nodes.forEach((each) => taken.add(each.id));
      for (const each of link.nodes) {
        const there = cy.getElementById(each.id);
        if (there.nonempty() && there.id() !== node.id() && node.edgesWith(there).empty()) {
          cy.add({ group: "edges", classes: "across", data: { source: node.id(), target: there.id() } });
        }
      }
      fresh += nodes.length;
      left += link.left_out;
      return { ...link, nodes };
    }).filter((group) => group.nodes.length);
    cy.batch(() => {
      if (first) {
        const [right, leftHand] = halves(groups);
        column(node, right, 1);
        column(node, leftHand, -1);
      } else {
        column(node, groups, node.data("side"));
      }
      node.addClass("opened");
    });
    show(node);
    say(node, `${fresh ? `新展开 ${fresh} 项` : "没有别的相连"}${left ? `，另有 ${left} 项未显示` : ""}。`);
  }

  function show(node) {
    if (node.id() === start.id()) return void fit();
    const around = node.closedNeighborhood().boundingBox(), seen = cy.extent();
    if (around.x1 >= seen.x1 && around.x2 <= seen.x2 && around.y1 >= seen.y1 && around.y2 <= seen.y2) return;
    const to = { fit: { eles: cy.elements(), padding: 24 } };
    if (calm) cy.fit(cy.elements(), 24);
    else cy.animate({ ...to, duration: 250 });
  }

  function fit() {
    cy.fit(cy.elements(), 20);
    if (cy.zoom() > 1) cy.zoom({ level: 1, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  function say(node, words) {
    said.textContent = "";
    const link = document.createElement("a");
    link.href = node.data("page");
    link.textContent = node.data("label");
    said.append(link, `：${words}`);
  }

  cy.on("onetap", "node.record", (event) => open(event.target));
  cy.on("dbltap", "node.record", (event) => { window.location.href = event.target.data("page"); });
  cy.on("mouseover", "node.record", (event) => {
    holder.style.cursor = "pointer";
    holder.title = event.target.data("label") + (event.target.data("mark") ? `［${event.target.data("mark")}］` : "");
  });
  cy.on("mouseout", "node.record", () => { holder.style.cursor = ""; holder.title = ""; });
  document.getElementById("picture-fit").addEventListener("click", fit);
  document.getElementById("picture-start").addEventListener("click", () => cy.animate({ center: { eles: start }, zoom: 1, duration: calm ? 0 : 200 }));

  fetch(holder.dataset.near, { headers: { Accept: "application/json" } }).then((answer) => answer.json()).then(({ node }) => {
    add(node, { x: 0, y: 0 }, 1, ["start"]);
    start = cy.getElementById(node.id);
    return open(start);
  }).catch((error) => { console.error(error); said.textContent = "关系图没有取到，请看右边的列表。"; });

  window.shouwenPicture = cy;
})();
