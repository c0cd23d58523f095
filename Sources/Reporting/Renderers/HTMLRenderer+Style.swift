extension HTMLRenderer {
  /// The colours of light and dark pages. Those of models are told apart by people who do not see
  /// red and green alike, after Okabe and Ito 2008, “Color universal design”; each keeps three to one
  /// against its ground.
  private static let light = """
    --paper:#fcfbf8;--card:#f4f2ec;--ink:#1d1f22;--soft:#565a61;--line:#dedad1;--shade:#e9eef3;\
    --c0:#0065a8;--c1:#c24e0b;--c2:#00795a;--c3:#a1478a;--c4:#946600;--c5:#2683b8;--c6:#7b4b2c;\
    --c7:#6a6f77;--good:#0065a8;--bad:#d2691e
    """
  private static let dark = """
    --paper:#16181b;--card:#1f2226;--ink:#ebe8e2;--soft:#a9adb4;--line:#363a40;--shade:#232b33;\
    --c0:#63b3f2;--c1:#ff9455;--c2:#45cca2;--c3:#e394cd;--c4:#e3b84e;--c5:#96d3f7;--c6:#cda284;\
    --c7:#9ca2aa;--good:#63b3f2;--bad:#ff9455
    """

  /// The looks of charts, for pages and for the cells of a notebook.
  static let chartStyle = """
    .almanac{display:block;width:100%;height:auto;overflow:visible;font:12px system-ui,-apple-system,"Segoe UI",\
    Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}\
    .almanac .t{fill:var(--soft)}.almanac .axis{fill:var(--soft)}.almanac .n{fill:var(--ink);\
    font-size:13px}.almanac .strong{font-weight:650}\
    .almanac .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px}\
    .almanac .grid{stroke:var(--line);stroke-width:1;fill:none}\
    .almanac .base,.almanac .tick{stroke:var(--soft);stroke-width:1;fill:none}\
    .almanac .origin{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3;fill:none}\
    .almanac .l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
    .almanac .actual{stroke:var(--ink);stroke-width:1.5}\
    .almanac .reference{stroke:var(--ink);stroke-width:1.25;stroke-dasharray:5 4}\
    .almanac .l.m0{stroke-width:2.5}.almanac .l.thin{stroke-width:1.25}\
    .almanac .d1{stroke-dasharray:7 4}.almanac .d2{stroke-dasharray:2 4}\
    .almanac .d3{stroke-dasharray:9 3 2 3}.almanac .d4{stroke-dasharray:4 3}\
    .almanac .d5{stroke-dasharray:12 4}.almanac .d6{stroke-dasharray:9 3 2 3 2 3}\
    .almanac .d7{stroke-dasharray:1 5}\
    .almanac .band{opacity:.2;stroke:none}.almanac .dot{stroke:var(--paper);stroke-width:1}\
    .almanac .faint{opacity:.55;stroke:none}\
    .almanac .whisker{stroke-width:2.5;stroke-linecap:round;fill:none}\
    .almanac .bar{opacity:.78}.almanac .shade{fill:var(--shade)}.almanac .quiet{--m:var(--soft)}\
    .almanac .whisker{stroke:var(--m)}.almanac .band,.almanac .dot,.almanac .bar{fill:var(--m)}\
    .almanac .l.m0,.almanac .l.m1,.almanac .l.m2,.almanac .l.m3,.almanac .l.m4,.almanac .l.m5,\
    .almanac .l.m6,.almanac .l.m7{stroke:var(--m)}\
    .almanac .m0{--m:var(--c0)}.almanac .m1{--m:var(--c1)}.almanac .m2{--m:var(--c2)}\
    .almanac .m3{--m:var(--c3)}.almanac .m4{--m:var(--c4)}.almanac .m5{--m:var(--c5)}\
    .almanac .m6{--m:var(--c6)}.almanac .m7{--m:var(--c7)}\
    .almanac .hit{fill:transparent}.almanac .hit.on,.almanac .hit:hover{fill:var(--ink);\
    fill-opacity:.07}.almanac .dot.on,.almanac .dot:hover{stroke:var(--ink);stroke-width:2;opacity:1}
    """

  /// The looks of a chart that stands by itself.
  static let soloStyle =
    ".almanac{\(light)}@media(prefers-color-scheme:dark){.almanac{\(dark)}}" + chartStyle

  /// The style sheet of a page.
  static let style = """
    :root{\(light);color-scheme:light}
    @media(prefers-color-scheme:dark){:root:not([data-theme=light]){\(dark);color-scheme:dark}}
    :root[data-theme=dark]{\(dark);color-scheme:dark}
    *{box-sizing:border-box}
    html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%;scroll-behavior:smooth}
    body{margin:0 auto;max-width:1024px;padding:2.2rem 2rem 3rem;font:16px/1.55 system-ui,\
    -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
    h1,h2,h3{font-family:Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",\
    "Palatino Linotype",Georgia,"Liberation Serif",serif;line-height:1.2;text-wrap:balance;font-weight:650}
    h1{font-size:2.35rem;letter-spacing:-.012em;margin:.35rem 0 .9rem;max-width:26em;overflow-wrap:anywhere}
    h2{font-size:1.55rem;margin:0 0 .7rem;scroll-margin-top:1rem}
    h3{font-size:1.15rem;margin:2rem 0 .5rem}
    p,li{max-width:68ch;text-wrap:pretty}p{margin:.5rem 0}ul{padding-left:1.2rem;margin:.5rem 0}
    li{margin:.25rem 0}
    strong{font-weight:650}
    code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
    p code,li code{background:var(--card);padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}
    pre{background:var(--card);padding:.7rem .9rem;margin:.4rem 0;overflow-x:auto;border-radius:4px;line-height:1.45}
    a{color:var(--c0)}
    :focus-visible{outline:2px solid var(--c0);outline-offset:2px;border-radius:2px}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.4rem .8rem;z-index:3}
    .top{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;border-bottom:2px solid var(--ink);padding-bottom:.5rem;margin-bottom:1.3rem}
    .kicker{margin:0;min-width:0;overflow-wrap:anywhere;color:var(--soft);font-size:.9rem;letter-spacing:.01em;max-width:none}
    #theme{font:inherit;font-size:.85rem;color:var(--soft);background:none;border:0;padding:.2rem .3rem;cursor:pointer;white-space:nowrap}
    #theme:hover{color:var(--ink)}
    .lead{font-size:1.1rem;line-height:1.5}
    .headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:0;margin:1.4rem 0 1.2rem;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
    .headlines div{display:flex;flex-direction:column-reverse;justify-content:flex-end;padding:.8rem 1rem .75rem 0}
    .headlines div+div{border-left:1px solid var(--line);padding-left:1.1rem}
    .headlines dd{margin:0;font-size:1.85rem;line-height:1.15;font-weight:600;letter-spacing:-.015em}
    .headlines dt{color:var(--soft);font-size:.88rem;line-height:1.35;margin-top:.25rem}
    .next p{margin:0;font-size:.88rem;color:var(--soft)}.next pre{border-left:3px solid var(--c0)}
    nav ul{list-style:none;padding:0;margin:1rem 0 0;display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;font-size:.92rem}
    nav li{margin:0}
    section{margin-top:2.6rem;padding-top:1.3rem;border-top:1px solid var(--line)}
    figure{margin:1.3rem 0}figcaption{font-weight:650;margin-bottom:.45rem;line-height:1.35}
    .note{font-size:.88rem;color:var(--soft);line-height:1.45}.note p{margin:.4rem 0 0;max-width:78ch}
    .chart{border-radius:3px}.small{display:none!important}
    .pair{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem}.pair figure{min-width:0}.pair figure:last-child:nth-child(odd){grid-column:1/-1}
    .table{overflow-x:auto;margin:1rem 0;border-radius:2px}
    table{border-collapse:collapse;font-size:.9rem;line-height:1.35;min-width:min(100%,30rem)}
    caption span{display:block;max-width:calc(100vw - 2rem);white-space:normal}
    caption{text-align:left;font-weight:650;padding-bottom:.4rem;font-size:1rem;caption-side:top}
    th,td{padding:.36rem .7rem;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line);white-space:nowrap;font-weight:400}
    td:not(.n){white-space:normal;min-width:6rem}
    tbody th{position:sticky;left:0;background:var(--paper);max-width:16rem;overflow:hidden;text-overflow:ellipsis}
    thead th{border-bottom:1.5px solid var(--ink);vertical-align:bottom;padding:0}
    thead th:first-child{position:sticky;left:0;background:var(--paper)}
    thead button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:.36rem .7rem;cursor:pointer;width:100%;text-align:inherit;white-space:nowrap}
    thead button:hover{color:var(--c0)}
    thead button::after{content:"";display:inline-block;width:.8em;text-align:right}
    th[aria-sort=ascending] button::after{content:"▴"}th[aria-sort=descending] button::after{content:"▾"}
    .n{text-align:right}
    tr.best th,tr.best td{font-weight:650;background:var(--shade)}
    .s0{background:color-mix(in srgb,var(--good) 34%,transparent)}
    .s1{background:color-mix(in srgb,var(--good) 25%,transparent)}
    .s2{background:color-mix(in srgb,var(--good) 16%,transparent)}
    .s3{background:color-mix(in srgb,var(--good) 8%,transparent)}
    .s5{background:color-mix(in srgb,var(--bad) 9%,transparent)}
    .s6{background:color-mix(in srgb,var(--bad) 18%,transparent)}
    .s7{background:color-mix(in srgb,var(--bad) 28%,transparent)}
    .s8{background:color-mix(in srgb,var(--bad) 38%,transparent)}
    .filter{margin:1rem 0 -.4rem;font-size:.9rem}
    .filter input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:3px;padding:.2rem .5rem}
    details{margin:1rem 0}summary{cursor:pointer;color:var(--c0);padding:.2rem 0}
    footer{margin-top:3rem;padding-top:1.3rem;border-top:2px solid var(--ink);font-size:.9rem}
    footer h2{font-size:1.2rem}
    .facts{margin:0}.facts div{display:grid;grid-template-columns:11rem 1fr;gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
    .facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
    #tip{position:absolute;z-index:2;pointer-events:none;background:var(--ink);color:var(--paper);font-size:.82rem;line-height:1.4;padding:.4rem .6rem;border-radius:4px;white-space:pre;max-width:90vw;overflow:hidden;text-overflow:ellipsis}
    \(chartStyle)
    @media(max-width:700px){
    body{padding:1.2rem 1rem 2rem;font-size:15.5px}h1{font-size:1.65rem}h2{font-size:1.35rem}
    .lead{font-size:1.02rem}.wide{display:none!important}.small{display:block!important}
    .pair{grid-template-columns:1fr}.headlines{grid-template-columns:1fr 1fr}
    .headlines dd{font-size:1.45rem}.headlines div:nth-child(odd){border-left:0;padding-left:0}
    .headlines div:nth-child(n+3){border-top:1px solid var(--line)}
    .facts div{grid-template-columns:1fr;gap:0}tbody th{max-width:9.5rem}
    }
    @media print{
    :root,:root[data-theme=dark]{\(light);color-scheme:light}
    body{max-width:none;padding:0;font-size:10.5pt}h1{font-size:20pt}
    #theme,nav,.skip,.filter,#tip{display:none!important}
    figure,tr,.headlines,.next{break-inside:avoid}h2,h3{break-after:avoid}
    .table{overflow:visible}section{margin-top:1.4rem}a{color:inherit;text-decoration:none}
    }
    @media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    """
}
