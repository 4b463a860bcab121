// Put into both pages alike by `laboratory.rs`, once they are alive. They have the same ids; what only ours has is
// looked for and done without.
globalThis.driver = (() => {
  const find = (selector) => document.querySelector(selector);
  const told = () => Number(find("#evento-message").dataset.count);
  const frame = () => new Promise(requestAnimationFrame);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  // Looked at seldom: what is waited for is never measured.
  const until = async (condition, what) => {
    for (let times = 0; times < 200; times += 1) {
      if (condition()) return;
      await pause(50);
    }
    throw new Error(`it never came true: ${what}`);
  };
  const ready = (selector) => until(() => find(selector)?.disabled === false, `${selector} is enabled`);
  const state = (name) => until(() => find(`#status[data-state=${name}]`), `the status is ${name}`);

  // As slowly as a reader, whose page is drawn between two things that are done.
  const enter = async (selector, value) => {
    const field = find(selector);
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    await pause(100);
  };
  const tick = async (selector, wanted) => {
    if (find(selector).checked !== wanted) find(selector).click();
    await pause(100);
    if (find(selector).checked !== wanted) throw new Error(`it cannot be ticked: ${selector}`);
  };

  const rows = () => document.querySelectorAll("#log ol > li");
  const newest = () => [...rows()].at(-1)?.textContent;

  // A log that stands still costs nothing, and is none that a reader could follow.
  const check = (newestBefore) => {
    const { scrollHeight, scrollTop, clientHeight } = find("#log");
    if (scrollHeight - scrollTop - clientHeight > 2) throw new Error("the log is not at its end");
    if (newest() === newestBefore) throw new Error("the log does not show the last message");
  };

  // Reads at each frame how many messages the page tells, from the first one on to the last. Frames are counted by
  // their callbacks, which a page gets for each that it paints.
  const watch = async (start, count, seconds) => {
    find("#log").scrollIntoView({ block: "center" });
    await frame();
    const [before, newestBefore] = [told(), newest()];
    const end = performance.now() + seconds * 1000;
    start();
    let [first, frames, drawn, seen, now] = [null, 0, 0, 0, 0];
    while (seen < count && now < end) {
      await frame();
      const last = seen;
      [seen, now] = [told() - before, performance.now()];
      if (first) {
        frames += 1;
        if (seen > last) drawn += 1;
      } else if (seen > 0) first = { seen, now };
    }
    // One too many would come now.
    await pause(200);
    check(newestBefore);
    const { seen: already, now: since } = first ?? { seen: 0, now: 0 };
    return { count: told() - before, messages: seen - already, ms: now - since, frames, drawn };
  };

  const close = async () => {
    find("#closebtn").click();
    await state("closed");
  };

  return {
    async connect() {
      find("#openbtn").click();
      await state("open");
    },

    // Instruments that are not there yet are fetched when they are unfolded; folded again, they draw nothing.
    async echoes(count, binary, seconds) {
      const drawer = find("#instrument-pictures");
      const fold = () => drawer?.querySelector("summary").click();
      fold();
      await ready("#echoes-start");
      await enter("#echoes-count", count);
      await tick("#echoes-binary", binary);
      const start = () => {
        find("#echoes-start").click();
        fold();
      };
      const seen = await watch(start, count, seconds);
      if (drawer?.open) throw new Error("the pictures were unfolded");
      return seen;
    },

    // Ours asks before many messages, and shows the field for their number once it has played a few.
    async flood(count, seconds) {
      const play = () => find("[data-scenario=burst]").click();
      if (!find("#burst-count")) {
        play();
        await until(() => find("#burst-count"), "there is a field for the number of messages");
        await state("open");
        await pause(500);
        await close();
      }
      await enter("#burst-count", count);
      let start = play;
      if (find("html[data-hydrated]") && count > 10000) {
        play();
        await until(() => find("#burst-yes"), "the page asks before many messages");
        start = () => find("#burst-yes").click();
      }
      const seen = await watch(start, count, seconds);
      await close();
      return seen;
    },

    // What the page's own program has taken of memory, in bytes; 0 where there is none.
    async program() {
      const glue = find("link[rel=modulepreload]");
      if (!glue) return 0;
      const { initSync } = await import(glue.href);
      return initSync().memory.buffer.byteLength;
    },

    entries: () => rows().length,
  };
})();
