// Before the page is drawn: the theme somebody chose, and that scripts run.
const root = document.documentElement;
root.classList.add('js');
const chosen = localStorage.getItem('theme');
if (chosen) root.dataset.theme = chosen;
