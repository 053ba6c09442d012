// SPDX-License-Identifier: Apache-2.0

/// What the viewer's pages add to the report's style.
enum ViewStyle {
    static let text = """
        .search{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:1rem 0 1.6rem}
        .search label{font-size:.84rem}.search select,.search input{display:block;max-width:16rem;
        height:2.1rem}
        button,select,input{font:inherit;font-size:.9rem;padding:.25rem .6rem;color:var(--ink);
        background:var(--tint);border:1px solid var(--quiet);border-radius:.2rem}
        button:focus-visible,select:focus-visible,input:focus-visible,summary:focus-visible{
        outline:3px solid var(--link);outline-offset:2px}
        .search .box{display:block}.search .box input{display:inline;height:auto}
        .search input[type=number]{width:6rem}
        .answers>article:only-child{grid-column:1/-1;max-width:43rem}
        .example h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
        .answers article{border-top:1px solid var(--rule);padding-top:.55rem;min-width:0}
        .answers h2.writer{border:0;padding:0}.answers>*{min-width:0}
        .label form{display:flex;gap:.3rem;align-items:center;margin:.3rem 0}
        .label span{min-width:7rem;font-size:.84rem}.given{font-weight:600;font-size:.9rem}
        .choice{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0}
        del{text-decoration:line-through 2px;background:var(--band)}
        ins{text-decoration:underline 2px;background:var(--band)}

        """
}

/// The viewer's only script: the counts while a run goes on, and keys. Pages work without it.
enum ViewScript {
    static let text = """
        "use strict";
        const live = document.getElementById("live");
        setInterval(async () => {
          if (document.hidden || !live) return;
          try {
            const reply = await fetch("/live");
            const text = await reply.text();
            if (reply.ok && text !== live.textContent) live.textContent = text;
          } catch { live.textContent = "The viewer has been stopped."; }
        }, 2000);
        document.addEventListener("keydown", (event) => {
          if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey
            || event.altKey) return;
          const keyed = [...document.querySelectorAll("button[data-key]")]
            .find((button) => button.dataset.key === event.key);
          if (keyed) keyed.click();
          if (event.key === "n") document.getElementById("next")?.click();
          if (event.key === "/") {
            event.preventDefault();
            document.querySelector("input[type=search]")?.focus();
          }
        });

        """
}
