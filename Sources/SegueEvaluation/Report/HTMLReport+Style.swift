extension HTMLReport {
    /// The style of the page; that of its charts is ``LineChart/styleSheet``.
    static let styleSheet = """
        :root{--ground:#f5f6f8;--card:#fff;--ink:#1c2129;--muted:#667080;--rule:#e3e6eb;\
        --accent:#2563c9;--stripe:#f8f9fb;--better:#12805c;--worse:#b3372f}
        @media (prefers-color-scheme:dark){:root{--ground:#0f1216;--card:#171b21;--ink:#e6e9ee;--muted:#98a2b3;\
        --rule:#2b313b;--accent:#6ea3ff;--stripe:#1c2128;--better:#4fc79b;--worse:#f08a80}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);\
        font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
        main{max-width:1120px;margin:0 auto;padding:40px 24px 64px}
        h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.01em}
        h2{font-size:18px;margin:0 0 16px}
        h3{font-size:15px;margin:0 0 8px}
        h4{font-size:12px;font-weight:600;color:var(--muted);\
        text-transform:uppercase;letter-spacing:.05em;margin:0 0 6px}
        .lead{color:var(--muted);margin:8px 0 0}
        section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:24px;margin-top:20px}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding-bottom:8px}
        th,td{padding:8px 10px;text-align:left;border-bottom:1px solid var(--rule);white-space:nowrap;font-weight:400}
        tbody th{white-space:normal;overflow-wrap:anywhere;max-width:300px}
        .scroll+.scroll{margin-top:16px}
        thead th{font-size:12px;font-weight:600;color:var(--muted);border-bottom-color:var(--muted)}
        tbody tr:nth-child(even){background:var(--stripe)}
        .number{text-align:right}
        .published,.spread,.score{color:var(--muted)}
        .spread{font-size:12px}
        .mark{color:var(--accent)}
        td{position:relative}
        td .mark{position:absolute;right:-4px;font-size:11px;line-height:22px}
        .better{color:var(--better)}
        .worse{color:var(--worse)}
        .protocol,.note{font-size:13px;color:var(--muted);margin:10px 0 0}
        .protocol{color:var(--ink)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:24px}
        figure{margin:0}
        figcaption{font-weight:600;margin-bottom:4px}
        .example+.example{border-top:1px solid var(--rule);margin-top:20px;padding-top:20px}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:24px}
        ol,ul{margin:0;padding-left:22px}
        ul{list-style:none;padding-left:0}
        li{padding:2px 0}
        li::marker{color:var(--muted);font-variant-numeric:tabular-nums}
        .item{overflow-wrap:anywhere}
        .score{float:right;margin-left:16px;font-variant-numeric:tabular-nums}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 24px;margin:0}
        dt{color:var(--muted)}
        dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:13px}
        @media print{body{background:none}section{break-inside:avoid}}
        """
}
