// Put into our page after the driver (`laboratory.js`): what a soak does besides.
globalThis.soak = (() => {
  const find = (selector) => document.querySelector(selector);

  // Told at once, in a tab that nobody sees too, where a timer would wait for a second.
  const state = (name) =>
    new Promise((done, failed) => {
      const status = find("#status");
      const is = () => status.dataset.state === name;
      if (is()) return done();
      const late = setTimeout(() => end(failed, new Error(`the status never was ${name}`)), 60000);
      const watch = new MutationObserver(() => is() && end(done));
      const end = (how, what) => {
        clearTimeout(late);
        watch.disconnect();
        how(what);
      };
      watch.observe(status, { attributes: true });
    });

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

    async close() {
      if (find("#status").dataset.state === "open") find("#closebtn").click();
      await state("closed");
    },

    state: () => find("#status").dataset.state,

    // Of the last close that the log tells.
    code: () => [...document.querySelectorAll("#log [data-event=close]")].at(-1)?.dataset.code,
  };
})();
