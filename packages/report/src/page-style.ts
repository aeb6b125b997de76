/**
 * The one style sheet of all reports. Colours are chosen for a contrast of at least 4.5:1 in both schemes, which the browser
 * tests compute; print always uses the light ones.
 */
export const PAGE_STYLE = /* css */ `
:root{color-scheme:light dark;--bg:#fff;--panel:#f5f7f9;--line:#d5dbe1;--text:#1a1f24;--muted:#55606b;--accent:#0a57a6;--accent-mid:#558cc2;--accent-pale:#c9ddf1;--good:#14652a;--attention:#7a4a00;--bad:#a3122a;--unknown:#4d5a8c}
@media screen and (prefers-color-scheme:dark){:root{--bg:#101418;--panel:#181e24;--line:#333d47;--text:#e5e9ed;--muted:#9caab7;--accent:#7db8f7;--accent-mid:#5288c2;--accent-pale:#27415c;--good:#74d68b;--attention:#e6b450;--bad:#ff8f93;--unknown:#aab6f0}}
*{box-sizing:border-box}
html{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;background:var(--bg);color:var(--text);-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;padding:0 1.25rem 3rem;max-width:72rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.drawings{position:absolute}
h1,h2,h3,p,dl,dd,ul,ol,figure,pre,table{margin:0;padding:0}
h1{font-size:1.6rem;line-height:1.25;font-weight:600;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.3;font-weight:600}
h3{font-size:1rem;font-weight:600}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code,pre,.data{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
pre code{font-size:1em}
bdi,.data,td{unicode-bidi:isolate}
.muted,.note{color:var(--muted)}
.note{font-size:.9em;max-width:46rem}
.number{text-align:right;white-space:nowrap}
.mark{width:.85em;height:.85em;flex:none;fill:currentColor;position:relative;top:.06em}
.mark .ink,.ink{fill:none;stroke:var(--bg);stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.mark .line,.line{fill:none;stroke:currentColor;stroke-width:1.8}
.level,.badge{display:inline-flex;align-items:baseline;gap:.4em;white-space:nowrap}
.good{color:var(--good)}.attention{color:var(--attention)}.bad{color:var(--bad)}.unknown{color:var(--unknown)}
.mark.critical,.mark.high{color:var(--bad)}.mark.medium{color:var(--attention)}.mark.low,.mark.info{color:var(--muted)}

header.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.5rem;padding:1rem 0;color:var(--muted);font-size:.9rem;border-bottom:1px solid var(--line)}
header.top b{color:var(--text);font-weight:600}
.verdict{display:grid;grid-template-columns:auto minmax(0,1fr);align-items:center;gap:.75rem 2rem;padding:2rem 0 1.5rem}
.verdict .figure{min-width:7rem}
.verdict .figure b{display:block;font-size:3.6rem;line-height:1;font-weight:600;letter-spacing:-.03em}
.verdict .figure span{display:block;margin-top:.4rem;color:var(--muted);font-size:.9rem;max-width:11rem}
.verdict .badge{font-weight:600;margin-bottom:.4rem}
.verdict .badge .mark{width:1.05em;height:1.05em}
.verdict p{margin-top:.5rem;max-width:44rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:6px;overflow:hidden}
.figures div{background:var(--bg);padding:.6rem .85rem}
.figures dt{color:var(--muted);font-size:.82rem}
.figures dd{font-size:1.15rem;font-weight:600}
.figures dd small{display:block;font-size:.78rem;font-weight:400;color:var(--muted)}
nav{font-size:.9rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none}
section{margin-top:2.6rem}
nav+section{margin-top:1.8rem}
section>h2{padding-bottom:.45rem;border-bottom:1px solid var(--line);margin-bottom:.9rem}
section>h2+.attend{border-top:0;margin-top:-.9rem}
section h3{margin:1.5rem 0 .5rem}
section>p{margin-bottom:.8rem;max-width:46rem}
.attend{list-style:none;border-top:1px solid var(--line)}
.attend>li{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.1rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
.attend>li>:not(:first-child){grid-column:2}
.attend .what{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.attend .what b{min-width:0}
.attend .what b{font-weight:600}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,28rem),1fr));gap:0 2.5rem}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.2rem}
.facts dt{color:var(--muted)}.facts dd{min-width:0;overflow-wrap:anywhere}

.scroll{overflow-x:auto;max-width:100%;margin-top:.9rem}
.columns{margin-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.92rem;overflow-wrap:break-word}
caption{text-align:left;color:var(--muted);font-size:.9rem;padding:.2rem 0 .4rem}
th{font-weight:600;text-align:left;vertical-align:bottom}
thead th{color:var(--muted);font-size:.85rem;border-bottom:1px solid var(--line)}
th,td{padding:.34rem .8rem .34rem 0}
th:last-child,td:last-child{padding-right:0}
td{vertical-align:top;border-bottom:1px solid var(--line)}
.records td{overflow-wrap:anywhere}
.scroll td .data{display:inline-block;min-width:15rem}
tbody th{font-weight:400;vertical-align:top;border-bottom:1px solid var(--line)}
td.keep{white-space:nowrap}
td small{display:block;color:var(--muted);font-size:.85em}
th.number,td.number{text-align:right}
.zero{color:var(--muted)}
table.records{table-layout:fixed}
.records td{border-bottom:0;padding-bottom:.1rem}
.records td>a{color:inherit;text-decoration-color:var(--line)}
.records .more td{border-bottom:1px solid var(--line);padding-top:0;padding-bottom:.35rem}
.records summary{color:var(--muted);font-size:.85em;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.records details[open]>summary code{visibility:hidden}
.records .facts{font-size:.88em;padding:.3rem 0 .4rem 1rem}
.records pre{white-space:pre-wrap;font-size:.95em}
.records tbody:target td{background:var(--panel)}
.cap{margin:.5rem 0 0;font-size:.9em;color:var(--muted)}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem .8rem;margin:.2rem 0 .7rem}
.tools label{display:flex;align-items:center;gap:.5rem;flex:1 1 18rem;max-width:30rem;color:var(--muted);font-size:.9rem}
input{font:inherit;flex:1;min-width:0;color:var(--text);background:var(--bg);border:1px solid var(--muted);border-radius:5px;padding:.35rem .6rem}
::placeholder{color:var(--muted);opacity:1}
button{font:inherit;font-size:.85rem;color:var(--accent);background:var(--bg);border:1px solid var(--line);border-radius:5px;padding:.2rem .65rem;cursor:pointer}
button:hover{border-color:var(--accent)}
th button{all:unset;cursor:pointer;color:inherit;font-weight:600;position:relative}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
th button::after{position:absolute;left:100%;margin-left:.15em}
th.number button::after{left:auto;right:100%;margin:0 .15em 0 0}
th[aria-sort=ascending] button::after{content:"\\2191"}
th[aria-sort=descending] button::after{content:"\\2193"}
th button:hover{color:var(--accent)}

.tools.copy{position:relative;justify-content:flex-end;height:1.7rem;margin:.9rem 0 -1.7rem;pointer-events:none}
.tools.copy+.scroll{margin-top:0}
.tools.copy button{pointer-events:auto}
caption{padding-right:6.5rem}
details.fold{border-bottom:1px solid var(--line)}
.folds{border-top:1px solid var(--line)}
summary{cursor:pointer}
.fold>summary{padding:.55rem 0;list-style:none;display:grid;grid-template-columns:1rem minmax(0,1fr) auto;gap:0 .5rem;align-items:baseline}
.fold>summary::-webkit-details-marker{display:none}
.fold>summary::before{content:"";width:.42em;height:.42em;border:solid var(--muted);border-width:0 1.6px 1.6px 0;transform:rotate(-45deg);margin-left:.1em;align-self:start;margin-top:.55em}
.fold[open]>summary::before{transform:rotate(45deg)}
.fold>summary:hover .name{color:var(--accent)}
.fold>summary small{color:var(--muted);font-size:.85em}
.rule-line small{display:block}
.fold>summary .count{font-weight:600}
.fold>summary .count small{display:block;font-weight:400}
.fold>.body{padding:.2rem 0 1.4rem 1.5rem}
.fold .name{font-weight:600}
.rule-line{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:0 1rem}
.code{position:relative;margin:.5rem 0}
.code figcaption{color:var(--muted);font-size:.85rem;margin-bottom:.2rem}
.code pre{background:var(--panel);border:1px solid var(--line);border-radius:5px;padding:.6rem .8rem;white-space:pre-wrap;line-height:1.45}
.code button{position:absolute;right:.35rem;bottom:.35rem}
.code.command pre{padding-right:4.5rem}
.command span{display:inline-block;max-width:100%}
.code.tall pre{max-height:24rem;overflow:auto}

.chart{margin:.4rem 0 1rem}
.chart figcaption{font-weight:600;margin-bottom:.3rem}
.chart svg{display:block;overflow:visible}
.chart text{font-size:11px;fill:var(--muted)}
.chart text.strong{fill:var(--text)}
.axis{stroke:var(--line);stroke-width:1}
.hatch{stroke:var(--bad);stroke-width:1.6}
.f1{fill:var(--accent)}.f2{fill:var(--accent-mid)}.f3{fill:var(--accent-pale);stroke:var(--accent-mid);stroke-width:1}.f4{fill:var(--line)}.f6{fill:var(--muted)}
.f5{fill:url(#hatch);stroke:var(--bad);stroke-width:1}
.o{fill:none;stroke:var(--muted);stroke-width:1}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1.2rem;font-size:.85rem;color:var(--muted);list-style:none;margin:.35rem 0}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{flex:none}
.seen-only{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.85rem}

@media (max-width:40rem){
body{padding:0 1rem 2rem}
h1{font-size:1.25rem}
.verdict{grid-template-columns:minmax(0,1fr);gap:1rem;padding:1.4rem 0 1.2rem}
.verdict .figure{order:2;display:flex;align-items:center;gap:.9rem}
.verdict .figure b{font-size:3rem}
.verdict .figure span{margin:0}
.figures{grid-template-columns:1fr 1fr}
nav ul{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap;padding-bottom:.4rem}
.attend>li{grid-template-columns:minmax(0,1fr)}
.attend>li>:not(:first-child){grid-column:1}
.rule-line{grid-template-columns:minmax(0,1fr)}
.fold>.body{padding-left:0}
.tools.copy{height:auto;margin:.6rem 0 0}
caption{padding-right:0}
.records caption{display:block}
th,td{padding-right:.55rem}
tbody th small{display:block}
.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-bottom:.5rem}
.records,.records tbody,.records tr,.records td{display:block;width:auto}
.records thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.records td{padding:0}
.records td small{display:inline;margin-left:.6em}
.records tr:first-child td:first-child{padding-top:.5rem}
.records .more td{padding-bottom:.5rem}
}

@media screen{.later{display:none}}

@media print{
@page{size:A4;margin:14mm 12mm}
html{font-size:9.5pt}
body{max-width:none;padding:0}
.tools label,.tools button,.code button,.more-rows,nav,.tools:not(:has(output:not(:empty))){display:none}
th button{display:contents}
th[aria-sort] button::after{content:none}
details::details-content{content-visibility:visible!important;block-size:auto!important;display:block}
.fold>summary::before{visibility:hidden}
section{margin-top:1.6rem}
h2,h3,summary,caption,figcaption{break-after:avoid}
tr,.records tbody,.chart,.verdict,.figures,.attend>li,.facts dd{break-inside:avoid}
thead{display:table-header-group;break-inside:avoid;break-after:avoid}
.scroll,.code.tall pre{overflow:visible;max-height:none}
.code pre{font-size:7pt;background:none}
.code.tall pre{font-size:6pt;columns:2;column-gap:6mm;line-height:1.3}
table{font-size:8pt}
.records summary{display:none}
.records td{padding:.1rem .5rem .1rem 0;line-height:1.3}
.records .facts{display:block;font-size:6.5pt;line-height:1.3;padding:0}
.records dt,.records dd,.records pre{display:inline}
.records dd{margin-right:1em}
.records dt::after{content:": "}
.records pre{white-space:normal;font-size:6.5pt}
.fold>.body{padding-left:0}
a{color:inherit;text-decoration:none}
svg,.figures{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
