// What the page brings along: it opens without a network, in dark and light, and works without its script.

export const STYLE = `:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--dim:#59636e;--line:#d1d9e0;--card:#f6f8fa;--add:#dafbe1;--addm:#aceebb;--rem:#ffebe9;--remm:#ffc1bc;--safe:#1a7f37;--review:#8a5a00;--unverified:#bc4c00;--manual:#8250df;--bar:#8c959f;--link:#0969da}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;--line:#3d444d;--card:#151b23;--add:#12361f;--addm:#1f6f36;--rem:#43161a;--remm:#8c2f33;--safe:#3fb950;--review:#d29922;--unverified:#db6d28;--manual:#a371f7;--bar:#6e7681;--link:#4493f8}}
:root[data-theme=dark]{color-scheme:dark;--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;--line:#3d444d;--card:#151b23;--add:#12361f;--addm:#1f6f36;--rem:#43161a;--remm:#8c2f33;--safe:#3fb950;--review:#d29922;--unverified:#db6d28;--manual:#a371f7;--bar:#6e7681;--link:#4493f8}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}body{margin:0 auto;max-width:1280px;padding:1.5rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:0}
code,.diff{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}.dim{color:var(--dim)}
a{color:var(--link)}
form{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:1rem 0;padding:.6rem .8rem;background:var(--card);border:1px solid var(--line);border-radius:6px}
form[hidden]{display:none}select,button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:4px;padding:.15rem .5rem}
.step{margin:1rem 0;padding:.9rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:6px}.step[hidden],.file[hidden]{display:none}
.badge{font-size:.8rem;font-weight:600;padding:0 .5rem;border:1px solid;border-radius:1rem}.safe{color:var(--safe)}.review{color:var(--review)}.unverified{color:var(--unverified)}.manual{color:var(--manual)}.verified{color:var(--safe)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .8rem;margin:.5rem 0}dt{color:var(--dim)}dd{margin:0}
.scroll{overflow-x:auto;margin:.5rem 0;border:1px solid var(--line);border-radius:6px;background:var(--bg)}
.diff{border-collapse:collapse;width:100%;table-layout:fixed}.diff td{padding:0 .5rem;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}
.diff .n{width:3.2rem;text-align:right;color:var(--dim);user-select:none}.mark{user-select:none;display:inline-block;width:1.1em;color:var(--dim)}
.add{background:var(--add)}.remove{background:var(--rem)}.add mark{background:var(--addm)}.remove mark{background:var(--remm)}mark{color:inherit}.none{background:var(--card)}.gap td{text-align:center!important;color:var(--dim)}
.bars{border-collapse:collapse;margin:.75rem 0}.bars caption{text-align:left;font-weight:600}.bars th{text-align:left;font-weight:400;padding-right:1rem}.bars td{padding:0 .5rem 0 0}rect.before{fill:var(--bar)}rect.after{fill:var(--safe)}
li{margin:.2rem 0;overflow-wrap:anywhere}@media print{form{display:none}}`;

export const SCRIPT = `(function(){
var form=document.getElementById('filters');if(!form)return;form.hidden=false;
var transform=form.elements.transform,safety=form.elements.safety,shown=document.getElementById('shown');
var steps=[].slice.call(document.querySelectorAll('.step')),files=[].slice.call(document.querySelectorAll('.file')),folds=[].slice.call(document.querySelectorAll('.fold'));
function apply(){var n=0;steps.forEach(function(step){var ok=(!transform.value||step.dataset.transform===transform.value)&&(!safety.value||step.dataset.safety===safety.value);step.hidden=!ok;if(ok)n++;});
files.concat(folds).forEach(function(part){part.hidden=!part.querySelector('.step:not([hidden])');});folds.forEach(function(fold){fold.open=!!(transform.value||safety.value);});shown.textContent=n+' of '+steps.length+' shown';}
form.addEventListener('change',apply);form.addEventListener('submit',function(event){event.preventDefault();});
document.getElementById('theme').addEventListener('click',function(){var root=document.documentElement,dark=root.dataset.theme?root.dataset.theme==='dark':matchMedia('(prefers-color-scheme:dark)').matches;root.dataset.theme=dark?'light':'dark';});
apply();})();`;

/** What the page's policy lets in. A test compares them with the texts above and prints the right ones. */
export const STYLE_HASH = 'sha256-lbAS4ZegqP2ZyYIfbUHpo4eHzXdrZV7rU0GZtTOxU1k=';
export const SCRIPT_HASH = 'sha256-7pCIAUiIOMNW5NtoYhTNpHfezN6TsDD5Ok5gc5yYAFw=';
