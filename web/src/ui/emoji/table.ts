/** Each line: sign, English names, Spanish names; the first name is the one that is shown. */
export const TABLE: Readonly<Record<string, string>> = {
  faces: `
😀 grinning,happy|sonriente,feliz
😄 laughing eyes,smile|ojos alegres,sonrisa
😁 beaming,grin|radiante
😆 laughing,haha|riendo,jaja
😂 tears of joy,joy,lol|lágrimas de risa,risa
🤣 rolling laughing,rofl|muerto de risa
🙂 slight smile|sonrisa leve
🙃 upside down|al revés
😉 wink|guiño
😊 blush|sonrojo
😇 innocent,angel|inocente,ángel
🥰 in love,hearts|enamorado
😍 heart eyes|ojos de corazón
😘 kiss|beso
😋 yummy|qué rico
😜 tongue wink|lengua y guiño
🤪 crazy|loco
🤗 hug|abrazo
🤔 thinking|pensando
🤫 quiet,shush|silencio
🤐 zipped|boca cerrada
🤨 raised brow|ceja levantada
😐 neutral|neutral
😶 speechless|sin palabras
😏 smirk|pícaro
🙄 rolling eyes|ojos en blanco
😬 grimace|mueca
😌 relieved|aliviado
😴 sleeping|dormido
🤒 ill|enfermo
🤧 sneeze|estornudo
🥵 hot|calor
🥶 cold|frío
🤯 mind blown|cabeza estallada
🥳 party face|de fiesta
😎 cool,sunglasses|genial,gafas
🤓 nerd|empollón
😕 confused|confuso
😟 worried|preocupado
😮 surprised,wow|sorprendido
😳 flushed|avergonzado
🥺 pleading|suplicante
😢 sad,cry|triste,llorar
😭 sobbing|llorando
😱 scream|grito
😤 huffing|bufido
😡 angry|enfadado
💀 skull|calavera
💩 poo|caca
👻 ghost|fantasma
👽 alien|extraterrestre
🤖 robot|robot`,
  hands: `
👍 thumbs up,yes,+1|pulgar arriba,sí
👎 thumbs down,no,-1|pulgar abajo,no
👌 ok hand|vale
✌️ victory|victoria
🤞 fingers crossed|dedos cruzados
🤘 rock|rock
👈 left|izquierda
👉 right|derecha
👆 up|arriba
👇 down|abajo
👋 wave,hello,bye|saludo,hola,adiós
✋ raised hand|mano levantada
👏 clap|aplauso
🙌 hooray,raised hands|bravo
🙏 please,thanks|por favor,gracias
🤝 handshake|apretón de manos
💪 strong|fuerte
✍️ writing|escribiendo
👀 eyes,looking|ojos,mirando
🧠 brain|cerebro
🤷 shrug|ni idea
🤦 facepalm|palmada en la cara
🙋 hand up|mano arriba
🙇 bow|reverencia
🏃 running|corriendo
🚶 walking|caminando
💃 dancing|bailando
🧑‍💻 programmer|programando
🧑‍🏫 teacher|docente
🧑‍🎓 student|estudiante`,
  nature: `
🐶 dog|perro
🐱 cat|gato
🐭 mouse|ratón
🐰 rabbit|conejo
🦊 fox|zorro
🐻 bear|oso
🐼 panda|panda
🦁 lion|león
🐮 cow|vaca
🐷 pig|cerdo
🐸 frog|rana
🐵 monkey|mono
🙈 see no evil|no ver
🐔 hen|gallina
🐧 penguin|pingüino
🦉 owl|búho
🦄 unicorn|unicornio
🐝 bee|abeja
🐛 bug|bicho
🦋 butterfly|mariposa
🐌 snail|caracol
🐢 turtle|tortuga
🐍 snake|serpiente
🐙 octopus|pulpo
🐬 dolphin|delfín
🐳 whale|ballena
🌱 seedling|brote
🌳 tree|árbol
🌵 cactus|cactus
🍀 clover,luck|trébol,suerte
🌹 rose|rosa
🌻 sunflower|girasol
🍂 leaves,autumn|hojas,otoño
🌍 world|mundo
🌙 moon|luna
☀️ sun|sol
⛅ clouds|nubes
🌧️ rain|lluvia
⛈️ storm|tormenta
❄️ snow|nieve
🌈 rainbow|arcoíris
🔥 fire|fuego
💧 drop|gota
🌊 wave of water,sea|ola,mar
⚡ lightning|rayo
⭐ star|estrella
✨ sparkles|destellos`,
  food: `
🍎 apple|manzana
🍌 banana|plátano
🍊 orange|naranja
🍓 strawberry|fresa
🍉 watermelon|sandía
🍇 grapes|uvas
🥑 avocado|aguacate
🍅 tomato|tomate
🥕 carrot|zanahoria
🍞 bread|pan
🧀 cheese|queso
🥚 egg|huevo
🍕 pizza|pizza
🍔 burger|hamburguesa
🌮 taco|taco
🥘 paella,stew|paella,guiso
🍣 sushi|sushi
🍝 pasta|pasta
🍿 popcorn|palomitas
🍩 doughnut|rosquilla
🍪 biscuit,cookie|galleta
🎂 cake,birthday|tarta,cumpleaños
🍫 chocolate|chocolate
🍦 ice cream|helado
☕ coffee|café
🍵 tea|té
🍺 beer|cerveza
🍷 wine|vino
🥂 cheers|brindis
🧉 mate|mate`,
  things: `
🎉 party,tada|fiesta
🎁 present|regalo
🎈 balloon|globo
🏆 trophy|trofeo
🥇 gold medal|medalla de oro
⚽ football|fútbol
🏀 basketball|baloncesto
🎾 tennis|tenis
♟️ chess|ajedrez
🎲 dice|dado
🎮 game|videojuego
🎵 music|música
🎸 guitar|guitarra
🎬 film|película
📷 camera|cámara
💡 idea|idea
💻 laptop|portátil
🖥️ computer|ordenador
⌨️ keyboard|teclado
📱 phone|móvil
📞 call|llamada
🔋 battery|batería
🔌 plug|enchufe
🔧 tool|herramienta
🔨 hammer|martillo
⚙️ gear|engranaje
🧪 experiment|experimento
🔬 microscope|microscopio
🔭 telescope|telescopio
📚 books|libros
📖 book|libro
📝 note|nota
✏️ pencil|lápiz
📎 paper clip|clip
📌 pin|chincheta
📅 calendar|calendario
📈 rising|subiendo
📉 falling|bajando
📦 parcel|paquete
✉️ letter|carta
🔑 key|llave
🔒 locked|candado
🔔 bell|campana
⏰ alarm|despertador
⏳ hourglass|reloj de arena
💰 money|dinero
🚀 rocket,ship it|cohete
🚗 car|coche
🚲 bicycle|bicicleta
🚆 train|tren
✈️ plane|avión
🏠 house|casa
🏫 school|escuela
🏖️ beach|playa
⛰️ mountain|montaña`,
  signs: `
❤️ heart,love|corazón,amor
🧡 orange heart|corazón naranja
💛 yellow heart|corazón amarillo
💚 green heart|corazón verde
💙 blue heart|corazón azul
💜 purple heart|corazón morado
🖤 black heart|corazón negro
💔 broken heart|corazón roto
💯 hundred|cien
✅ done,check|hecho
☑️ ticked|marcado
❌ cross|cruz
⭕ circle|círculo
❗ exclamation|exclamación
❓ question|pregunta
⚠️ warning|aviso
🚫 forbidden|prohibido
⛔ no entry|prohibido el paso
♻️ recycle|reciclar
➕ plus|más
➖ minus|menos
➡️ to the right|a la derecha
⬅️ to the left|a la izquierda
⬆️ upwards|hacia arriba
⬇️ downwards|hacia abajo
🔄 again|otra vez
🔴 red|rojo
🟡 yellow|amarillo
🟢 green|verde
🔵 blue|azul
💬 speech|bocadillo
💤 zzz|zzz
🏁 finish|meta
🆗 okay|de acuerdo
🆕 new|nuevo`,
};
