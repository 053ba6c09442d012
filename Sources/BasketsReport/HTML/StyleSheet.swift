// SPDX-License-Identifier: Apache-2.0

/// The page's whole appearance. Fonts are the reader's own; nothing is fetched.
package enum StyleSheet {
    package static let text = colours + page + tables + figures + narrow + print

    /// Conditions 1 to 8 keep apart under the common kinds of colour blindness, by lightness too,
    /// and stand out from the paper by at least 3 to 1.
    private static let colours = """
        :root{color-scheme:light dark;--paper:#fdfdfb;--ink:#1c2227;--quiet:#59626b;--rule:#d5d8d3;
        --grid:#e7e9e5;--band:#eeebdf;--tint:#f5f5f0;--link:#1f5582;--k0:#5f676e;--k1:#1746c4;
        --k2:#a23a08;--k3:#12935a;--k4:#70208f;--k5:#a88d05;--k6:#0b82ee;--k7:#cc4aa2;--k8:#3f2614}
        @media(prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#e3e6e4;--quiet:#9ba5ad;
        --rule:#3a4147;--grid:#2a3035;--band:#2f2d24;--tint:#1c2024;--link:#8fc0ea;--k0:#a9b1b7;
        --k1:#5f82f8;--k2:#d5692a;--k3:#52e8a4;--k4:#a86fc0;--k5:#f7bb1c;--k6:#36b3f8;--k7:#f8bce4;
        --k8:#b38456}}
        .k0{--k:var(--k0)}.k1{--k:var(--k1)}.k2{--k:var(--k2)}.k3{--k:var(--k3)}.k4{--k:var(--k4)}
        .k5{--k:var(--k5)}.k6{--k:var(--k6)}.k7{--k:var(--k7)}.k8{--k:var(--k8)}

        """

    private static let page = """
        *{box-sizing:border-box}
        html{font-size:100%;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);line-height:1.6;
        font-family:Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Cambria,
        Georgia,"Noto Serif","DejaVu Serif",serif;overflow-wrap:break-word}
        header,main,nav{padding:0 1.25rem}
        header{padding-top:3.2rem;padding-bottom:.6rem}
        h1,h2,h3,h4{line-height:1.2;font-weight:600;text-wrap:balance}
        h1{font-size:2.3rem;margin:0 0 .5rem;letter-spacing:-.012em;max-width:24ch}
        .whole{white-space:nowrap}
        h2{font-size:1.6rem;margin:4rem 0 1rem;padding-top:1.1rem;border-top:1px solid var(--rule)}
        main>section:first-child>h2{margin-top:1rem;border:0;padding:0}
        h3{font-size:1.2rem;margin:2.6rem 0 .6rem}
        summary{cursor:pointer;max-width:43rem}
        summary>h3,summary>h4{display:inline;margin:0}
        details{margin:.9rem 0}
        details[open]{margin-bottom:2rem}
        .folded{scroll-margin-top:3.4rem}
        p,ul,dl{max-width:43rem;margin:0 0 1rem}
        ul{padding-left:1.1rem}
        li{margin:0 0 .65rem}
        li .quiet{display:block;font-size:.84rem;color:var(--quiet)}
        a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
        a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        code{font:.84em ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
        overflow-wrap:anywhere}
        .subtitle,.note,small,.quiet,nav,table,figcaption,svg,dt,.writer{
        font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",
        Helvetica,Arial,"DejaVu Sans",sans-serif}
        .subtitle{color:var(--quiet);margin:0;font-size:.95rem}
        .lead{font-size:1.16rem;line-height:1.55}
        .note{font-size:.84rem;line-height:1.5;color:var(--quiet)}
        dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.45rem 1.2rem}
        dt{font-size:.9rem;font-weight:600;padding-top:.1rem}
        dd{margin:0}
        nav{font-size:.88rem;line-height:1.4}
        nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem}
        nav a{text-decoration:none}nav li{margin:0}
        nav a:hover{text-decoration:underline}
        .skip{position:absolute;left:-99rem}
        .skip:focus{position:static;display:inline-block;margin:1rem}
        td,th,li,dd,dt,.text{unicode-bidi:isolate}
        .example{margin:1.6rem 0 2.2rem}
        .prompt{font-size:1.05rem;font-weight:600;margin:0 0 .8rem;white-space:pre-wrap}
        .answers{display:grid;grid-template-columns:repeat(auto-fill,minmax(16.5rem,1fr));gap:1rem 1.6rem}
        .answers>div{border-top:1px solid var(--rule);padding-top:.55rem}
        .writer{font-size:.82rem;font-weight:600;color:var(--quiet);margin:0 0 .3rem}
        .text{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.95rem;line-height:1.5;margin:0}

        """

    private static let tables = """
        .scroll{overflow-x:auto;margin:1.1rem 0 1.4rem;max-width:100%}
        table{border-collapse:collapse;min-width:min(22rem,100%);font-size:.86rem;line-height:1.4;
        font-variant-numeric:tabular-nums lining-nums}
        caption{text-align:left;font-weight:600;padding:0 0 .55rem;caption-side:top}
        caption span{display:inline-block;position:sticky;left:0;max-width:min(43rem,100vw - 2.5rem)}
        tbody th,thead th:first-child{position:sticky;left:0;background:var(--paper)}
        th,td{padding:.5rem .9rem .5rem 0;text-align:left;vertical-align:top;
        border-bottom:1px solid var(--grid)}
        th:last-child,td:last-child{padding-right:.2rem}
        thead th{border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom}
        tbody th{font-weight:400;min-width:9rem;max-width:17rem}
        tbody tr:last-child>*{border-bottom:1px solid var(--rule)}
        .sentences{width:100%;min-width:46rem;table-layout:fixed}
        .sentences thead th{width:19%}.sentences thead th:first-child{position:static}
        .sentences thead th:nth-child(2){width:21%}.sentences thead th:nth-child(3){width:13%}
        .sentences thead th:nth-child(4){width:10%}
        .sentences td:not(.num){max-width:none}.sentences .num small{min-width:0;max-width:none}
        .sentences tbody th{position:static;max-width:none;padding:.7rem 0 0;border:0}
        .sentences tbody th .quiet{display:inline}
        .sentences tbody th .quiet::before{content:"\\a";white-space:pre}
        .num{text-align:right;white-space:nowrap}
        thead .num{white-space:normal;max-width:11rem}
        td:not(.num){max-width:26rem;min-width:5rem}
        td code,th code{display:inline-block;min-width:16.1ch}
        td small{display:block;color:var(--quiet);font-size:.78rem;line-height:1.4;white-space:normal}
        .num small{min-width:6.4rem;max-width:10rem;margin-left:auto}
        th .quiet{display:block;color:var(--quiet);font-size:.78rem}
        .weak{color:var(--quiet)}
        .printed{display:none}
        .key{width:.85rem;height:.85rem;vertical-align:-.08rem;margin-right:.45rem;overflow:visible}

        """

    private static let figures = """
        figure{margin:1.4rem 0 1.6rem;max-width:47.5rem;break-inside:avoid}
        figure svg{display:block;width:100%;height:auto;overflow:visible}
        svg.narrow{display:none}
        figcaption{font-size:.84rem;line-height:1.5;color:var(--quiet);margin-top:.6rem;max-width:43rem}
        figcaption strong{color:var(--ink)}
        svg text{font-size:13px;fill:var(--ink);font-variant-numeric:tabular-nums lining-nums}
        svg .quiet,svg .tick,svg .axis,svg .small{fill:var(--quiet);font-size:12px}
        svg .small{font-size:11.5px}
        svg .strong,svg .value{font-weight:600}
        .grid{stroke:var(--grid);stroke-width:1;fill:none}
        .stem{stroke:var(--quiet);stroke-width:1;fill:none}
        .band{fill:var(--band)}
        .reference{stroke:var(--quiet);stroke-width:1.2;stroke-dasharray:4 3;fill:none}
        .mark{fill:var(--k);stroke:var(--paper);stroke-width:1}
        .mark.open{fill:var(--paper);stroke:var(--k);stroke-width:2}
        .interval{stroke:var(--k);stroke-width:2;fill:none}
        .curve{stroke:var(--k);stroke-width:2.2;fill:none;stroke-linejoin:round}
        .curve.thin{stroke-width:1;opacity:.75}
        .leader{stroke:var(--k);stroke-width:.8;fill:none;opacity:.6}
        .dots{stroke:var(--k);stroke-width:5;stroke-linecap:round;fill:none;opacity:.5}
        .density{fill:var(--k);fill-opacity:.28;stroke:var(--k);stroke-width:1}
        .quartiles{stroke:var(--k);stroke-width:3;fill:none}
        .median{stroke:var(--ink);stroke-width:2.2;fill:none}

        """

    private static let narrow = """
        @media(min-width:72rem){body{display:grid;grid-template-columns:14rem minmax(0,1fr);
        max-width:80rem;margin:0 auto}
        header,main{grid-column:2;padding-left:2.4rem}
        nav{grid-column:1;grid-row:1/span 3;padding-top:3.6rem}
        nav ol{position:sticky;top:2rem;display:block}
        nav li{margin-bottom:.5rem}}
        @media(max-width:40rem){header{padding-top:2rem}h1{font-size:clamp(1.1rem,6.1vw,1.75rem)}h2{font-size:1.4rem}
        nav ol{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap;padding:.3rem 0 .5rem}
        svg.wide{display:none}svg.narrow{display:block}
        tbody th{min-width:7.5rem;max-width:11rem}
        dl{display:block}dd{margin-bottom:.6rem}}
        @media screen and (max-width:40rem){
        .stacked,.stacked tbody,.stacked tr,.stacked caption,.stacked th,.stacked td{
        display:block}
        .stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .stacked tbody tr{padding:.8rem 0;border-bottom:1px solid var(--rule)}
        .stacked tbody tr>*{position:static;min-width:0;max-width:none;border:0;padding:.15rem 0}
        .stacked tbody th{font-size:.95rem}
        .stacked td{text-align:left;white-space:normal}
        .stacked td::before{content:attr(data-column) ": ";font-weight:600}
        .stacked .num small{max-width:none;margin:0}
        .sentences.stacked{min-width:0}
        .sentences.stacked tbody tr:first-child{padding-bottom:0;border:0}
        .sentences.stacked tbody tr:last-child{padding-top:.2rem}}

        """

    private static let print = """
        @media print{@page{size:A4;margin:16mm 14mm}
        :root{--paper:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--grid:#ddd;--band:#eee9da;
        --tint:#fff;--link:#000;--k0:#5f676e;--k1:#1746c4;--k2:#a23a08;--k3:#12935a;--k4:#70208f;
        --k5:#a88d05;--k6:#0b82ee;--k7:#cc4aa2;--k8:#3f2614}
        html{font-size:78%}
        body{display:block;max-width:none}figure{max-width:88%}
        header,main{padding:0}
        nav,.skip{display:none}
        details:not([open]){margin:.3rem 0}
        details:not([open])>summary::after{content:" (folded)";color:var(--quiet)}
        a{text-decoration:none}
        h2{break-after:avoid;margin-top:2rem}h3,caption{break-after:avoid}
        .printed{display:block}.unprinted{display:none}
        .scroll{overflow:visible;margin:.6rem 0 1rem}caption span{max-width:none}
        tbody th,thead th:first-child{position:static}
        table{width:100%;font-size:.8rem;line-height:1.25}th,td{padding:.16rem .4rem .16rem 0}
        td code,th code{font-size:.9em}td small{font-size:.74rem;line-height:1.25}
        td:not(.num){min-width:0}tbody th{min-width:9.5rem;max-width:13rem}
        .num small{display:inline;min-width:0;max-width:none;margin:0}
        .num small:first-of-type::before{content:" ("}.num small+small::before{content:", "}
        .num small:last-of-type::after{content:")"}.sentences .num{white-space:normal}
        tr,figure,.example,li,dt,dd{break-inside:avoid}p{orphans:3;widows:3}
        thead{display:table-header-group;break-after:avoid}
        tbody tr:first-child{break-before:avoid}
        .sentences{min-width:0}.sentences tbody{break-inside:avoid}.sentences tbody th{max-width:none}
        .sentences tbody+tbody tr:first-child{break-before:auto}dl,.note{max-width:none}
        svg.wide{display:block}svg.narrow{display:none}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}

        """
}
