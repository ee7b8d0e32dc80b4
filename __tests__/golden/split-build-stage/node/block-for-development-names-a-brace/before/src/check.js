console.log('well');
