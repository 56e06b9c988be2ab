document.documentElement.dataset.before = 'ran';
