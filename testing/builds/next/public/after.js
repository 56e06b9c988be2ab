document.documentElement.dataset.after = 'ran';
