document.documentElement.dataset.lazy = 'ran';
