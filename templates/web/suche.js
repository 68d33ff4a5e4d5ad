// Suche über Produktblätter und Tabellenzeilen. Ohne dieses Skript steht alles da, nur gesucht wird dann mit dem Browser.
"use strict";
(() => {
  const suche = document.getElementById("suche");
  const feld = document.getElementById("suchtext");
  const treffer = document.getElementById("treffer");
  const abschnitte = [...document.querySelectorAll(".filterbar .abschnitt")];
  const blaetter = [...document.querySelectorAll(".blatt")];
  const links = new Map([...document.querySelectorAll(".blattliste li")].map((li) => [li.firstChild.hash.slice(1), li]));
  const klein = (text) => text.toLocaleLowerCase("de");
  const passt = (element, worte) => worte.every((wort) => klein(element.textContent).includes(wort));

  // eine Summe über Zeilen, die gerade nicht zu sehen sind, führte irre
  const zeigeAbschnitt = (abschnitt, worte) => {
    const ganz = passt(abschnitt.querySelector("h3, h4"), worte);
    let zeilen = 0;
    for (const reihe of abschnitt.querySelectorAll("tbody tr")) {
      reihe.hidden = !(ganz || (reihe.className === "posten" && passt(reihe, worte)));
      zeilen += reihe.hidden ? 0 : 1;
    }
    abschnitt.hidden = !ganz && zeilen === 0;
    return zeilen;
  };

  const filtere = () => {
    const worte = klein(feld.value).split(/\s+/).filter(Boolean);
    let zeilen = 0;
    let gezeigt = 0;
    for (const abschnitt of abschnitte) zeilen += zeigeAbschnitt(abschnitt, worte);
    for (const blatt of blaetter) {
      const kopf = blatt.querySelector("h3");
      blatt.hidden = !(passt(kopf, worte) || passt(blatt, worte));
      links.get(kopf.id).hidden = blatt.hidden;
      gezeigt += blatt.hidden ? 0 : 1;
    }
    treffer.textContent = worte.length
      ? `${gezeigt} von ${blaetter.length} Produktblättern, ${zeilen} Tabellenzeilen`
      : "";
  };

  // nur was sich schieben lässt, braucht einen Halt für die Tastatur
  const halte = () => {
    for (const kasten of document.querySelectorAll(".breit")) {
      if (kasten.scrollWidth > kasten.clientWidth) kasten.tabIndex = 0;
      else kasten.removeAttribute("tabindex");
    }
  };

  let warten;
  feld.addEventListener("input", () => {
    clearTimeout(warten);
    warten = setTimeout(filtere, 150);
  });
  suche.querySelector("form").addEventListener("reset", () => setTimeout(filtere));
  suche.querySelector("form").addEventListener("submit", (ereignis) => ereignis.preventDefault());
  addEventListener("resize", halte);
  halte();
  suche.hidden = false;
})();
