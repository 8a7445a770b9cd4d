"use strict";
const cards = [...document.querySelectorAll(".card")];
const field = document.getElementById("field"), agreeing = document.getElementById("agreeing");
const search = document.getElementById("search"), shown = document.getElementById("shown");
const kinds = [...document.querySelectorAll(".filters fieldset input[value]")].filter((box) => box.id !== "agreeing");
function filter() {
  const wanted = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
  const words = search.value.toLowerCase();
  let count = 0;
  for (const card of cards) {
    const pairs = card.dataset.pairs.split(" ").filter(Boolean).map((pair) => pair.split(":"));
    const whole = card.dataset.kinds.split(" ").some((kind) => wanted.has(kind));
    const some = pairs.some(([name, kind]) => wanted.has(kind) && (!field.value || name === field.value));
    const right = agreeing.checked && (!field.value || card.querySelector(`tr[data-field="${field.value}"]`));
    const fits = (whole && !field.value) || some || right;
    card.hidden = !(fits && (!words || card.textContent.toLowerCase().includes(words)));
    count += !card.hidden;
    for (const row of card.querySelectorAll("tr.v-correct")) row.hidden = !agreeing.checked;
  }
  shown.textContent = `${count} of ${cards.length} records`;
}
document.getElementById("filters").addEventListener("input", filter);
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (!pick) return;
  field.value = pick.dataset.pick;
  filter();
  document.getElementById("filters").scrollIntoView();
});
document.addEventListener("mouseover", (event) => {
  const row = event.target.closest("tr[data-field]");
  for (const mark of document.querySelectorAll("mark.on")) mark.classList.remove("on");
  if (!row) return;
  for (const mark of row.closest(".card").querySelectorAll("mark"))
    mark.classList.toggle("on", mark.dataset.fields.split(" ").includes(row.dataset.field));
});
filter();
