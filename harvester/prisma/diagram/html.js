"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = Object.fromEntries(data.fields.map((name, place) => [name, place]));
  const columns = [
    ["report", "Report"], ["title", "Title"], ["authors", "Authors"], ["journal", "Journal"], ["year", "Year"],
    ["record", "Record"], ["links", "Links"]
  ];
  const PAGE = 100;
  const dialog = document.getElementById("list");
  const search = document.getElementById("search");
  const body = document.querySelector("#records tbody");
  let all = [], shown = [], page = 0, sorted = "", down = false;

  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

  function link(text, address) {
    const a = document.createElement("a");
    a.href = address;
    a.target = "_blank";
    a.rel = "noopener noreferrer";
    a.textContent = text;
    return a;
  }

  function cell(name, record) {
    const td = document.createElement("td");
    if (name === "links") {
      const doi = record[at.doi], pmid = record[at.pmid];
      if (doi) td.append(link("DOI", "https://doi.org/" + encodeURIComponent(doi).replace(/%2F/g, "/")));
      if (doi && pmid) td.append(" ");
      if (pmid) td.append(link("PubMed", "https://pubmed.ncbi.nlm.nih.gov/" + encodeURIComponent(pmid) + "/"));
      return td;
    }
    td.textContent = record[at[name]] || (name === "title" ? "(no title)" : "");
    if (name === "report" || name === "year") td.className = "nowrap";
    return td;
  }

  function draw() {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    shown = all.filter((record) => {
      const text = folded(record.join(" "));
      return words.every((word) => text.includes(word));
    });
    if (sorted) {
      const place = at[sorted];
      shown.sort((one, two) => (down ? -1 : 1) * compare(one[place], two[place]));
    }
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map((record) => {
      const row = document.createElement("tr");
      row.append(...columns.map(([name]) => cell(name, record)));
      return row;
    }));
    document.getElementById("found").value = shown.length.toLocaleString("en") + " of " + all.length.toLocaleString("en");
    document.getElementById("where").textContent = "Page " + (page + 1) + " of " + pages;
    document.getElementById("before").disabled = page === 0;
    document.getElementById("after").disabled = page >= pages - 1;
  }

  function head() {
    const row = document.querySelector("#records thead tr");
    row.replaceChildren(...columns.map(([name, title]) => {
      const th = document.createElement("th");
      th.scope = "col";
      if (name === "links") {
        th.textContent = title;
        return th;
      }
      const button = document.createElement("button");
      button.type = "button";
      const mine = sorted === name;
      button.textContent = title + (mine ? (down ? " \u25bc" : " \u25b2") : "");
      th.setAttribute("aria-sort", mine ? (down ? "descending" : "ascending") : "none");
      button.addEventListener("click", () => {
        down = mine && !down;
        sorted = name;
        head();
        draw();
        document.querySelectorAll("#records th button")[columns.findIndex(([one]) => one === name)].focus();
      });
      th.append(button);
      return th;
    }));
  }

  function open(panel, key) {
    all = data.members[panel][key].map((place) => data.records[place]);
    document.getElementById("list-title").textContent = data.labels[panel][key] || key;
    search.value = "";
    sorted = "";
    down = false;
    page = 0;
    head();
    draw();
    dialog.showModal();
    search.focus();
  }

  function openable(panel, group) {
    const key = group.dataset.key;
    const box = group.getBBox();
    const hit = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const place = { x: box.x - 2, y: box.y - 1, width: box.width + 4, height: box.height + 2 };
    Object.entries(place).forEach(([name, value]) => hit.setAttribute(name, value));
    hit.setAttribute("class", "hit");
    group.prepend(hit);
    group.setAttribute("class", "opens");
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", data.labels[panel][key]);
    group.addEventListener("click", () => open(panel, key));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(panel, key);
      }
    });
  }

  document.querySelectorAll("section.panel").forEach((section) => {
    const panel = Number(section.dataset.panel);
    section.querySelectorAll("svg g[data-key]").forEach((group) => {
      if ((data.members[panel][group.dataset.key] || []).length) openable(panel, group);
    });
    section.querySelectorAll("button[data-key]").forEach((button) => {
      button.addEventListener("click", () => open(panel, button.dataset.key));
    });
  });
  search.addEventListener("input", () => { page = 0; draw(); });
  document.getElementById("before").addEventListener("click", () => { page -= 1; draw(); });
  document.getElementById("after").addEventListener("click", () => { page += 1; draw(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
