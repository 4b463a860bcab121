// Put into our page after the driver (`laboratory.js`): what a soak does besides.
globalThis.soak = (() => {
  const find = (selector) => document.querySelector(selector);

  // Told at once, in a tab that nobody sees too, where a timer would wait for a second.
  const once = (selector, is, what, seconds) =>
    new Promise((done, failed) => {
      const told = find(selector).dataset;
      if (is(told)) return done();
      const late = setTimeout(() => end(failed, new Error(`it never came true: ${what}`)), seconds * 1000);
      const watch = new MutationObserver(() => is(told) && end(done));
      const end = (how, what) => {
        clearTimeout(late);
        watch.disconnect();
        how(what);
      };
      watch.observe(find(selector), { attributes: true });
    });
  const state = (name) => once("#status", (told) => told.state === name, `the status is ${name}`, 60);

  return {
    // Opens and closes a connection so many times: how often it was open.
    async meet(count) {
      let met = 0;
      for (let times = 0; times < count; times += 1) {
        find("#openbtn").click();
        await state("open");
        met += 1;
        find("#closebtn").click();
        await state("closed");
      }
      return met;
    },

    // So many messages at once, by the field for their number, which is there: how many the page then tells.
    async flood(count) {
      const told = () => Number(find("#evento-message").dataset.count);
      const before = told();
      const field = find("#burst-count");
      field.value = count;
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      // As slowly as the driver does it.
      await new Promise((done) => setTimeout(done, 100));
      find("[data-scenario=burst]").click();
      await once("#evento-message", () => told() - before >= count, `${count} messages are told`, 240);
      find("#closebtn").click();
      await state("closed");
      return told() - before;
    },

    async close() {
      if (find("#status").dataset.state === "open") find("#closebtn").click();
      await state("closed");
    },

    state: () => find("#status").dataset.state,

    // Of the last close that the log tells.
    code: () => [...document.querySelectorAll("#log [data-event=close]")].at(-1)?.dataset.code,
  };
})();
